import { type Holder, readLocks } from './journal-lock.js';
import type { JournalOptions } from './journal-options.js';
import type { JournalFs } from './journal-seams.interface.js';
import { removeFile } from './remove-file.js';
import { listSegments, type SegmentInfo } from './segment-list.js';

type Limits = Pick<JournalOptions, 'folder' | 'maxBytes' | 'maxAgeMs'>;

/** A segment, and whether another one of its journal follows. */
interface Candidate extends SegmentInfo {
  readonly isLast: boolean;
}

/**
 * Deletes the oldest segments of a folder until its limits hold. Those that are
 * written to stay.
 *
 * @returns how many were deleted.
 * @internal
 */
export function expire(fs: JournalFs, limits: Limits, epochMs: number): number {
  const locks = readLocks(fs, limits.folder);
  const segments = byAge(listSegments(fs, limits.folder));
  let total = segments.reduce((sum, { bytes }) => sum + bytes, 0);
  let deleted = 0;
  for (const segment of segments) {
    // A clock that was set back makes segments young, never old.
    const isOld = epochMs - segment.modifiedAt > limits.maxAgeMs;
    if (!isOld && total <= limits.maxBytes) continue;
    if (segment.isLast && !mayGo(locks.get(segment.journal), isOld)) continue;
    if (!removeFile(fs, segment.path)) continue;
    total -= segment.bytes;
    deleted++;
  }
  return deleted;
}

/** Whether the last segment of a journal may be deleted. */
function mayGo(holder: Holder | undefined, isOld: boolean): boolean {
  return holder === 'unknown' ? isOld : holder !== 'held';
}

/** Oldest first; within a journal in its order, whatever the clock did. */
function byAge(journals: Map<string, SegmentInfo[]>): Candidate[] {
  return [...journals.values()]
    .flatMap((segments) => {
      let youngest = 0;
      return segments.map((segment, index) => {
        youngest = Math.max(youngest, segment.modifiedAt);
        const isLast = index === segments.length - 1;
        return { age: youngest, candidate: { ...segment, isLast } };
      });
    })
    .sort((a, b) => a.age - b.age)
    .map(({ candidate }) => candidate);
}
