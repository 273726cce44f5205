import { types } from 'node:util';

const MAX_DEPTH = 32;
/** Objects and lists in one copy; few shared parts can unfold into very many. */
const MAX_PARTS = 20_000;

/** The way down to a value, and how many parts have been copied so far. */
interface Walk {
  readonly above: object[];
  parts: number;
}

/**
 * A copy of `value` that `JSON.stringify` takes: big integers as `"10n"`, dates
 * as ISO text, maps as entries, sets as lists, bytes as base64, and a bracketed
 * note in place of what has no JSON form (`[Circular]`, `[Function]`, `[Too deep]`,
 * `[Too large]`). For backends that write text: an output can be anything.
 *
 * @publicApi
 */
export function jsonSafe(value: unknown): unknown {
  return copyOf(value, { above: [], parts: 0 });
}

function copyOf(value: unknown, walk: Walk): unknown {
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
      return value === null ? null : guarded(value as object, walk);
  }
}

function guarded(value: object, walk: Walk): unknown {
  if (walk.above.includes(value)) return '[Circular]';
  if (walk.above.length >= MAX_DEPTH) return '[Too deep]';
  if (++walk.parts > MAX_PARTS) return '[Too large]';
  walk.above.push(value);
  try {
    return fromObject(value, walk);
  } catch {
    return '[Unserialisable]';
  } finally {
    walk.above.pop();
  }
}

function fromObject(value: object, walk: Walk): unknown {
  const inner = (item: unknown): unknown => copyOf(item, walk);
  if (Array.isArray(value)) return value.map(inner);
  return isPlain(value)
    ? fromProperties(value, walk)
    : (fromBuiltIn(value, inner) ?? fromProperties(value, walk));
}

/** Most are, and need not be asked what else they could be. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype;
}

function fromBuiltIn(
  value: object,
  inner: (item: unknown) => unknown,
): unknown {
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
  return undefined;
}

function fromProperties(value: object, walk: Walk): unknown {
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return copyOf(toJSON.call(value), walk);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const item = copyOf((value as Record<string, unknown>)[key], walk);
    if (key !== '__proto__') copy[key] = item;
    else
      Object.defineProperty(copy, key, {
        value: item,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return copy;
}
