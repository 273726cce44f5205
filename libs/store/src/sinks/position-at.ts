import * as fs from 'node:fs';
import { decodeLine } from '../journal/journal-line.js';
import type {
  JournalPosition,
  SegmentPosition,
} from '../journal/journal-position.interface.js';
import { readLines } from '../journal/segment-lines.js';
import { listSegments, type SegmentInfo } from '../journal/segment-list.js';

const LINES_AT_ONCE = 256;

/**
 * The place in each journal of the first branch that ended at a time or later.
 *
 * @param epochMs in milliseconds since the epoch.
 * @throws what the file system throws.
 * @internal
 */
export async function positionAt(
  folder: string,
  epochMs: number,
): Promise<JournalPosition> {
  const places: Record<string, SegmentPosition> = {};
  for (const [journal, segments] of listSegments(fs, folder))
    places[journal] = await placeIn(segments, epochMs);
  return places;
}

async function placeIn(
  segments: readonly SegmentInfo[],
  epochMs: number,
): Promise<SegmentPosition> {
  // What was written to last before it holds nothing of it.
  const candidates = segments.filter(({ modifiedAt }) => modifiedAt >= epochMs);
  for (const { path, number } of candidates) {
    const offset = await offsetIn(path, epochMs);
    if (offset !== undefined) return { segment: number, offset };
  }
  const last = segments.at(-1);
  return last === undefined
    ? { segment: 1, offset: 0 }
    : { segment: last.number, offset: await endOf(last) };
}

async function offsetIn(
  path: string,
  epochMs: number,
): Promise<number | undefined> {
  let offset = 0;
  for await (const { lines } of readLines(path, 0, LINES_AT_ONCE)) {
    for (const line of lines) {
      const record = decodeLine(line)?.record;
      if (record !== undefined) {
        const { startedAt, durationMs = 0 } = record;
        if (startedAt + durationMs >= epochMs) return offset;
      }
      offset += line.length + 1;
    }
  }
  return undefined;
}

/** Behind the last whole line. */
async function endOf({ path }: SegmentInfo): Promise<number> {
  let end = 0;
  for await (const lines of readLines(path, 0, LINES_AT_ONCE))
    ({ end } = lines);
  return end;
}
