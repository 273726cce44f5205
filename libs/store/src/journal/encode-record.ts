import { type BranchRecord, jsonSafe } from 'nestjs-spearmint';
import { cutRecord } from './cut-record.js';
import { encodeLine, FRAME_BYTES } from './journal-line.js';

/** A record as the journal takes it. @internal */
export interface EncodedRecord {
  readonly line: string;
  readonly isTruncated: boolean;
}

/** A record as one line of at most `maxBytes`. @internal */
export function encodeRecord(
  record: BranchRecord,
  maxBytes: number,
): EncodedRecord {
  const safe = jsonSafe(record) as BranchRecord;
  const json = JSON.stringify(safe);
  const room = maxBytes - FRAME_BYTES;
  // No character takes more than three bytes.
  if (json.length * 3 <= room || Buffer.byteLength(json) <= room)
    return { line: encodeLine(json, []), isTruncated: false };
  const cut = cutRecord(safe, room);
  return {
    line: encodeLine(JSON.stringify(cut.record), cut.truncated),
    isTruncated: true,
  };
}
