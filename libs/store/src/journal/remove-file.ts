import type { JournalFs } from './journal-seams.interface.js';

/** Whether this call removed it; it may be gone already, or not ours to remove. @internal */
export function removeFile(
  fs: Pick<JournalFs, 'unlinkSync'>,
  path: string,
): boolean {
  try {
    fs.unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}
