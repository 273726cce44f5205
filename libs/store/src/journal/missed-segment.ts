import { countLines } from './count-lines.js';
import type { JournalFs } from './journal-seams.interface.js';
import type { Mark } from './missed-marks.js';
import type { SegmentInfo } from './segment-list.js';
import type { SinkCursor } from './sink-files.js';

/** A segment that is deleted before a sink has read all of it. @internal */
export interface MissedSegment extends Mark {
  /** How many records it has not read; once, and once the file can go from the disk. */
  count(): Promise<number>;
  /** Lets go of the file without counting. */
  close(): void;
}

/** Keeps hold of a segment's content, so that it can be counted after it was deleted. @internal */
export function openMissed(
  fs: JournalFs,
  { journal, number, path }: SegmentInfo,
  { sink, position }: SinkCursor,
): MissedSegment {
  const place = position[journal];
  const from = place?.segment === number ? place.offset : 0;
  const file = tryToOpen(fs, path);
  const close = (): void => {
    if (file !== undefined) fs.closeSync(file);
  };
  return {
    sink,
    journal,
    number,
    close,
    async count() {
      try {
        // At least one, where nobody can tell any more.
        return file === undefined ? 1 : await countLines(fs, file, from);
      } finally {
        close();
      }
    },
  };
}

function tryToOpen(fs: JournalFs, path: string): number | undefined {
  try {
    return fs.openSync(path, 'r');
  } catch {
    return undefined;
  }
}
