import { types } from 'node:util';

const MAX_DEPTH = 32;

/**
 * A copy of `value` that `JSON.stringify` takes: big integers as `"10n"`, dates
 * as ISO text, maps as entries, sets as lists, bytes as base64, and a bracketed
 * note in place of what has no JSON form (`[Circular]`, `[Function]`, `[Too deep]`).
 *
 * @internal
 */
export function jsonSafe(value: unknown, seen: object[] = []): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return `${value}n`;
    case 'symbol':
      return '[Symbol]';
    case 'function':
      return '[Function]';
    default:
      return value === null ? null : guarded(value as object, seen);
  }
}

function guarded(value: object, seen: object[]): unknown {
  if (seen.includes(value)) return '[Circular]';
  if (seen.length >= MAX_DEPTH) return '[Too deep]';
  seen.push(value);
  try {
    return fromObject(value, seen);
  } catch {
    return '[Unserialisable]';
  } finally {
    seen.pop();
  }
}

function fromObject(value: object, seen: object[]): unknown {
  const inner = (item: unknown): unknown => jsonSafe(item, seen);
  if (Array.isArray(value)) return value.map(inner);
  if (types.isDate(value)) {
    return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  }
  if (types.isMap(value)) return Array.from(value, (entry) => entry.map(inner));
  if (types.isSet(value)) return Array.from(value, inner);
  if (ArrayBuffer.isView(value)) {
    return Buffer.from(
      value.buffer,
      value.byteOffset,
      value.byteLength,
    ).toString('base64');
  }
  if (types.isNativeError(value)) {
    return { name: value.name, message: value.message };
  }
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return inner(toJSON.call(value));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, inner(item)]),
  );
}
