import type { ConfigPath } from '../config-path.js';
import { formatPath } from '../config-path.js';
import { isPlainObject } from '../value/kinds.js';
import { isOurs, operatorKey } from './layer.js';

/** A value that stands over what the sources say. @internal */
export interface Override {
  readonly path: ConfigPath;
  readonly value: unknown;
}

/** Operators whose items may have the path. */
const WITH_ITEMS = ['$grid', '$choice'];
/** Keys of the root that hold parts of configs. */
const WITH_PARTS = ['$add', ...WITH_ITEMS];

/**
 * The part of a config with the override in each place that has its path, also in
 * variants, items and additions; the very same part when there is none.
 *
 * @internal
 */
export function overridden(
  part: unknown,
  { path, value }: Override,
  depth = 0,
): unknown {
  if (depth === path.length) return value;
  const inside = (item: unknown, at = depth): unknown =>
    overridden(item, { path, value }, at);
  if (Array.isArray(part)) {
    const index = path[depth];
    return typeof index === 'number' && index < part.length
      ? replaced(part, index, inside(part[index], depth + 1))
      : part;
  }
  if (!isPlainObject(part)) return part;
  const operator = depth === 0 ? undefined : operatorKey(part);
  if (operator !== undefined) {
    return WITH_ITEMS.includes(operator)
      ? eachOf(part, operator, inside)
      : part;
  }
  let result = part;
  for (const key of ['$variants', ...(depth === 0 ? WITH_PARTS : [])])
    result = eachOf(result, key, inside);
  const key = keyIn(result, path[depth], depth);
  return key === undefined
    ? result
    : replaced(result, key, inside(result[key], depth + 1));
}

/** The config with the override, where it has no such path. @internal */
export function extended(part: unknown, { path, value }: Override): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  const key = String(head);
  const name = isOurs(key) ? `$${key}` : key;
  const base = isPlainObject(part) ? part : {};
  const below = Object.hasOwn(base, name) ? base[name] : undefined;
  return { ...base, [name]: extended(below, { path: rest, value }) };
}

/** The paths that overrides can have, for messages. @internal */
export function pathsIn(part: unknown, path: ConfigPath = []): string[] {
  const own = path.length === 0 ? [] : [formatPath(path)];
  if (Array.isArray(part))
    return own.concat(
      part.flatMap((item, index) => pathsIn(item, [...path, index])),
    );
  if (!isPlainObject(part)) return own;
  return own.concat(
    Object.entries(part).flatMap(([key, item]) => {
      if (!isOurs(key))
        return pathsIn(item, [...path, key.replace(/^\$\$/, '$')]);
      return key === '$variants' || WITH_ITEMS.includes(key)
        ? Object.values(item ?? {}).flatMap((each) => pathsIn(each, path))
        : [];
    }),
  );
}

function keyIn(
  mapping: Readonly<Record<string, unknown>>,
  segment: string | number,
  depth: number,
): string | undefined {
  const key = String(segment);
  const name = isOurs(key) && depth > 0 ? `$${key}` : key;
  return [name, `$${key}`].find((each) => Object.hasOwn(mapping, each));
}

function eachOf(
  mapping: Record<string, unknown>,
  key: string,
  inside: (item: unknown) => unknown,
): Record<string, unknown> {
  const items = mapping[key];
  if (Array.isArray(items)) {
    const next = items.map((item) => inside(item));
    return next.every((item, index) => item === items[index])
      ? mapping
      : { ...mapping, [key]: next };
  }
  if (!isPlainObject(items)) return mapping;
  let next = items;
  for (const name of Object.keys(items))
    next = replaced(next, name, inside(items[name]));
  return replaced(mapping, key, next);
}

/** The same with one item replaced; the very same when the item is. */
function replaced<C extends readonly unknown[] | object>(
  container: C,
  key: string | number,
  item: unknown,
): C {
  const entries = Object.entries(container);
  const before = entries.find(([name]) => name === String(key));
  if (before?.[1] === item) return container;
  const changed = entries.map(([name, value]): [string, unknown] => [
    name,
    name === String(key) ? item : value,
  ]);
  return (
    Array.isArray(container)
      ? changed.map(([, value]) => value)
      : Object.fromEntries(changed)
  ) as C;
}
