import type { SegmentPosition } from './journal-position.interface.js';
import type { JournalFs } from './journal-seams.interface.js';
import { endOfLines } from './repair.js';
import type { SegmentInfo } from './segment-list.js';

/**
 * How much of a segment a reader that is at `place` has still to read, in bytes; a
 * torn last line, which nobody can read, is left out.
 *
 * @internal
 */
export function unreadBytes(
  fs: JournalFs,
  { number, path, bytes }: SegmentInfo,
  place: SegmentPosition | undefined,
): number {
  if (place !== undefined && place.segment > number) return 0;
  const from = place?.segment === number ? place.offset : 0;
  if (from >= bytes) return 0;
  return Math.max(0, endOfLines(fs, path, bytes) - from);
}
