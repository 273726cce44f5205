import { types } from 'node:util';

/** How many values are copied at most, so that a copy blocks for about a millisecond. */
const MAX_VALUES = 20_000;

/** What has been copied so far. Most values are flat, and need no map. */
class Walk {
  left = MAX_VALUES;
  private rootCopy: unknown = undefined;
  private copies: Map<object, unknown> | undefined = undefined;

  constructor(private readonly root: object) {}

  copyOf(source: object): unknown {
    return source === this.root ? this.rootCopy : this.copies?.get(source);
  }

  add(source: object, copy: unknown): void {
    if (source === this.root) this.rootCopy = copy;
    else (this.copies ??= new Map()).set(source, copy);
  }
}

/**
 * A frozen copy of plain data, arrays, maps, sets, dates and instances of plain
 * classes, so that neither a backend nor the application can change it under the
 * other. By reference stay: functions, bytes, objects with private state or a
 * `toJSON` of their own, and the whole value when it is too large or cannot be read.
 *
 * @internal
 */
export function detach<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  try {
    return copyOf(value, new Walk(value)) as T;
  } catch {
    return value;
  }
}

function copyOf(value: unknown, walk: Walk): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = walk.copyOf(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) return copyArray(value, walk);
  if (types.isDate(value)) return new Date(value.getTime());
  if (types.isMap(value)) return copyMap(value, walk);
  if (types.isSet(value)) return copySet(value, walk);
  return isOpaque(value) ? value : copyObject(value, walk);
}

function copyArray(source: readonly unknown[], walk: Walk): unknown[] {
  spend(source.length, walk);
  const copy: unknown[] = [];
  walk.add(source, copy);
  for (const item of source) copy.push(copyOf(item, walk));
  return Object.freeze(copy) as unknown[];
}

function copyMap(source: Map<unknown, unknown>, walk: Walk): unknown {
  spend(source.size, walk);
  const copy = new Map<unknown, unknown>();
  walk.add(source, copy);
  for (const [key, item] of source) {
    copy.set(copyOf(key, walk), copyOf(item, walk));
  }
  return copy;
}

function copySet(source: Set<unknown>, walk: Walk): unknown {
  spend(source.size, walk);
  const copy = new Set<unknown>();
  walk.add(source, copy);
  for (const item of source) copy.add(copyOf(item, walk));
  return copy;
}

function copyObject(source: object, walk: Walk): object {
  const keys = Object.keys(source);
  spend(keys.length, walk);
  const prototype = Object.getPrototypeOf(source) as object | null;
  const isPlain = prototype === Object.prototype;
  const copy: Record<string, unknown> = isPlain
    ? {}
    : (Object.create(prototype) as Record<string, unknown>);
  walk.add(source, copy);
  for (const key of keys) {
    const value = copyOf((source as Record<string, unknown>)[key], walk);
    // A plain assignment would call a setter of the prototype.
    if (isPlain && key !== '__proto__') copy[key] = value;
    else Object.defineProperty(copy, key, { value, enumerable: true });
  }
  return Object.freeze(copy);
}

function isOpaque(value: object): boolean {
  return (
    Object.prototype.toString.call(value) !== '[object Object]' ||
    typeof (value as { toJSON?: unknown }).toJSON === 'function'
  );
}

function spend(count: number, walk: Walk): void {
  walk.left -= count + 1;
  if (walk.left < 0) throw new RangeError('too large to copy');
}
