import { type Holder, readLocks } from './journal-lock.js';
import type { JournalOptions } from './journal-options.js';
import type { JournalFs } from './journal-seams.interface.js';
import { markMissed } from './missed-marks.js';
import { type MissedSegment, openMissed } from './missed-segment.js';
import { removeFile } from './remove-file.js';
import { listSegments, type SegmentInfo } from './segment-list.js';
import { readCursors, type SinkCursor } from './sink-files.js';
import { unreadBytes } from './unread-bytes.js';

type Limits = Pick<JournalOptions, 'folder' | 'maxBytes' | 'maxAgeMs'>;

/** A segment, and whether another one of its journal follows. */
interface Candidate extends SegmentInfo {
  readonly isLast: boolean;
}

/** What was deleted. @internal */
export interface Expired {
  readonly segments: number;
  /** What had not been read by a sink, sink by sink. */
  readonly missed: readonly MissedSegment[];
}

/**
 * Deletes the oldest segments of a folder until its limits hold. Those that are
 * written to stay; those that a sink has not read yet stay, however old, until there
 * are too many bytes.
 *
 * @internal
 */
export function expire(
  fs: JournalFs,
  limits: Limits,
  epochMs: number,
): Expired {
  const { folder, maxBytes, maxAgeMs } = limits;
  const locks = readLocks(fs, folder);
  const cursors = readCursors(fs, folder, epochMs - maxAgeMs);
  const segments = byAge(listSegments(fs, folder));
  const missed: MissedSegment[] = [];
  let total = segments.reduce((sum, { bytes }) => sum + bytes, 0);
  let deleted = 0;
  for (const segment of segments) {
    // A clock that was set back makes segments young, never old.
    const isOld = epochMs - segment.modifiedAt > maxAgeMs;
    const isTooMuch = total > maxBytes;
    if (!isOld && !isTooMuch) continue;
    if (segment.isLast && !mayGo(locks.get(segment.journal), isOld)) continue;
    const waiting = sinksBehind(fs, cursors, segment);
    if (waiting.length > 0 && !isTooMuch) continue;
    const lost = waiting.map((cursor) => openMissed(fs, segment, cursor));
    if (removeFile(fs, segment.path)) {
      missed.push(...lost);
      // So that sinks can tell what somebody else has deleted.
      markMissed(fs, folder, lost);
      total -= segment.bytes;
      deleted++;
    } else lost.forEach(({ close }) => close());
  }
  return { segments: deleted, missed };
}

/** The sinks that have not read all of a segment. */
function sinksBehind(
  fs: JournalFs,
  cursors: readonly SinkCursor[],
  segment: SegmentInfo,
): SinkCursor[] {
  return cursors.filter(
    ({ position }) => unreadBytes(fs, segment, position[segment.journal]) > 0,
  );
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
