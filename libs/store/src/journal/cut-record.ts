import type { BranchError, BranchRecord } from 'nestjs-spearmint';
import type { JournalEntry } from './journal-entry.interface.js';

type Field = 'config' | 'output' | 'error' | 'reason' | 'scores' | 'attempts';

const FIELDS: readonly Field[] = [
  'config',
  'output',
  'error',
  'reason',
  'scores',
  'attempts',
];
const MARK = ' [truncated]';
/** What the list of cut fields takes at most. */
const LIST_BYTES = 80;
/** What is left of a field at least: a mark without a head. */
const LEAST_BYTES = 64;

/**
 * Cuts the largest fields of a record until its JSON fits. What says which branch,
 * experiment and config it is stays whole.
 *
 * @internal
 */
export function cutRecord(
  record: BranchRecord,
  maxBytes: number,
): JournalEntry {
  const cut: { -readonly [K in keyof BranchRecord]: unknown } = { ...record };
  const truncated: Field[] = [];
  const bySize = FIELDS.map((field) => ({ field, bytes: bytesOf(cut[field]) }));
  bySize.sort((a, b) => b.bytes - a.bytes);
  let total = bytesOf(record);
  for (const { field, bytes } of bySize) {
    const over = total + LIST_BYTES - maxBytes;
    if (over <= 0 || bytes <= LEAST_BYTES) break;
    cut[field] = cutField(record, field, Math.max(LEAST_BYTES, bytes - over));
    total += bytesOf(cut[field]) - bytes;
    truncated.push(field);
  }
  return { record: cut as unknown as BranchRecord, truncated };
}

function cutField(record: BranchRecord, field: Field, bytes: number): unknown {
  switch (field) {
    case 'reason':
      return cutText(record.reason, bytes);
    case 'error':
      return record.error && cutError(record.error, bytes);
    case 'scores':
    case 'attempts':
      return undefined;
    default:
      return cutValue(record[field], bytes);
  }
}

/** As much of a value's JSON as fits. */
function cutValue(value: unknown, bytes: number): unknown {
  const json = JSON.stringify(value);
  const mark = { $truncated: Buffer.byteLength(json), head: '' };
  return { ...mark, head: headOf(json, bytes - bytesOf(mark)) };
}

function cutError({ type, message, stack }: BranchError, bytes: number) {
  const room = bytes - bytesOf({ type: '', message: '', stack: '' });
  const name = cutText(type, Math.min(room / 4, 256));
  const text = cutText(message, room / 2);
  const used = bytesOf(name) + bytesOf(text);
  return { type: name, message: text, stack: cutText(stack, room - used) };
}

function cutText(text = '', bytes: number): string {
  if (bytesOf(text) <= bytes) return text;
  return headOf(text, bytes - bytesOf(MARK)) + MARK;
}

/** The longest beginning of a text, about, whose JSON has at most so many bytes. */
function headOf(text: string, bytes: number): string {
  let head = text.slice(0, Math.max(0, Math.floor(bytes)));
  while (head !== '' && bytesOf(head) > bytes)
    head = head.slice(0, Math.floor(head.length * 0.75));
  return head;
}

function bytesOf(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}
