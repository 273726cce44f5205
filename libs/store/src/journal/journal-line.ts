import { crc32 } from 'node:zlib';
import type { JournalEntry } from './journal-entry.interface.js';

/*
 * {"crc32":"89abcdef","v":1,"branch":{...}}
 *
 * The checksum is over the bytes behind it, up to the end of the line. A line is
 * JSON, so that other programs can read the journal.
 */
const HEAD = '{"crc32":"';
const HEAD_BYTES = Buffer.from(HEAD);
const CRC_END = HEAD.length + 8;
const COVERED = CRC_END + 2;
const VERSION = 1;

/** What a line has beside the record's own JSON, truncation marks aside. @internal */
export const FRAME_BYTES = COVERED + '"v":1,"branch":}\n'.length;

/** The line for a record whose JSON is given. @internal */
export function encodeLine(json: string, truncated: readonly string[]): string {
  const mark =
    truncated.length === 0 ? '' : `"truncated":${JSON.stringify(truncated)},`;
  const covered = `"v":${VERSION},${mark}"branch":${json}}`;
  const sum = crc32(covered).toString(16).padStart(8, '0');
  return `${HEAD}${sum}",${covered}\n`;
}

/** What a line holds, its line break left out; nothing when it is not intact. @internal */
export function decodeLine(line: Buffer): JournalEntry | undefined {
  if (
    line.length <= COVERED ||
    !line.subarray(0, HEAD.length).equals(HEAD_BYTES)
  )
    return undefined;
  const sum = line.toString('latin1', HEAD.length, CRC_END);
  const covered = line.subarray(COVERED);
  if (crc32(covered).toString(16).padStart(8, '0') !== sum) return undefined;
  try {
    const {
      v,
      branch,
      truncated = [],
    } = JSON.parse(line.toString()) as {
      v: number;
      branch: JournalEntry['record'];
      truncated?: JournalEntry['truncated'];
    };
    return v === VERSION ? { record: branch, truncated } : undefined;
  } catch {
    return undefined;
  }
}

/** Intact lines that follow a line whose end was destroyed. @internal */
export function salvage(line: Buffer): JournalEntry[] {
  for (
    let start = line.indexOf(HEAD_BYTES, 1);
    start > 0;
    start = line.indexOf(HEAD_BYTES, start + 1)
  ) {
    const entry = decodeLine(line.subarray(start));
    if (entry !== undefined) return [entry];
  }
  return [];
}
