import { readLocks, releaseLock } from './journal-lock.js';
import type { JournalFs } from './journal-seams.interface.js';
import { removeFile } from './remove-file.js';
import { listSegments, type SegmentInfo } from './segment-list.js';

const CHUNK = 65_536;
const LINE_BREAK = 10;

/**
 * Takes over the journals of processes that have ended without closing them: cuts
 * off a torn last line, which never counted as recorded, and removes the lock.
 *
 * @returns the segments that were cut.
 * @internal
 */
export function repairEnded(fs: JournalFs, folder: string): SegmentInfo[] {
  const segments = listSegments(fs, folder);
  const cut: SegmentInfo[] = [];
  for (const [journal, holder] of readLocks(fs, folder)) {
    if (holder !== 'ended') continue;
    const last = segments.get(journal)?.at(-1);
    if (last !== undefined && cutTornLine(fs, last)) cut.push(last);
    releaseLock(fs, folder, journal);
  }
  return cut;
}

function cutTornLine(fs: JournalFs, { path, bytes }: SegmentInfo): boolean {
  const end = endOfLines(fs, path, bytes);
  if (end === bytes) return false;
  if (end === 0) removeFile(fs, path);
  else fs.truncateSync(path, end);
  return true;
}

/** Where the last whole line of a file ends. @internal */
export function endOfLines(fs: JournalFs, path: string, bytes: number): number {
  const file = fs.openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK);
    for (let end = bytes; end > 0; end -= CHUNK) {
      const start = Math.max(0, end - CHUNK);
      const length = fs.readSync(file, chunk, 0, end - start, start);
      const index = chunk.subarray(0, length).lastIndexOf(LINE_BREAK);
      if (index >= 0) return start + index + 1;
    }
    return 0;
  } finally {
    fs.closeSync(file);
  }
}
