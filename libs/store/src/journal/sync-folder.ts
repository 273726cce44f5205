import type { JournalFs } from './journal-seams.interface.js';

/** Has the disk keep the names of new files. Systems that cannot open folders do so by themselves. @internal */
export function syncFolder(fs: JournalFs, folder: string): void {
  if (process.platform === 'win32') return;
  const file = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}
