import * as fs from 'node:fs';
import type {
  JournalPosition,
  SegmentPosition,
} from './journal-position.interface.js';
import type { SegmentInfo } from './segment-list.js';
import { unreadBytes } from './unread-bytes.js';

type Listing = ReadonlyMap<string, readonly SegmentInfo[]>;

/** Segments of a journal, from one up to before another. */
interface Range {
  readonly journal: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Remembers which segments were still to be read: where no other one follows, nothing
 * else tells that they were there.
 *
 * @internal
 */
export class SeenSegments {
  private seen: readonly Range[] = [];

  /** What was there when the reader looked last, is not now, and was not read. */
  gone(journals: Listing, position: JournalPosition): Range[] {
    return this.seen.flatMap(({ journal, from, to }) => {
      const last = journals.get(journal)?.at(-1)?.number ?? 0;
      const next = Math.max(from, last + 1, nextOf(position[journal]));
      return next < to ? [{ journal, from: next, to }] : [];
    });
  }

  keep(journals: Listing, position: JournalPosition): void {
    this.seen = [...journals].flatMap(([journal, segments]) => {
      const [first, last] = [segments[0], segments.at(-1)];
      if (first === undefined || last === undefined) return [];
      const place = position[journal];
      const from = Math.max(first.number, nextOf(place));
      const to = last.number + (isUnread(last, place) ? 1 : 0);
      return from < to ? [{ journal, from, to }] : [];
    });
  }
}

/** The first segment that was not begun; the rest of one that was is not known. */
function nextOf(place: SegmentPosition | undefined): number {
  if (place === undefined) return 0;
  return place.offset > 0 ? place.segment + 1 : place.segment;
}

/** Whether a segment has lines, and none of them was read. */
function isUnread(
  segment: SegmentInfo,
  place: SegmentPosition | undefined,
): boolean {
  if (nextOf(place) > segment.number) return false;
  try {
    return unreadBytes(fs, segment, place) > 0;
  } catch {
    return false;
  }
}
