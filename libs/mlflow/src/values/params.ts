import { jsonSafe } from 'nestjs-spearmint';
import { CleanKeys } from './clean-key.js';
import { cutText, MAX_VALUE } from './text.js';

/** A key and its value, as MLflow has them for params and tags. @internal */
export interface Entry {
  readonly key: string;
  readonly value: string;
}

/** What is more is in the artifact alone. */
const MAX_PARAMS = 1_000;

/** A config as params. @internal */
export interface Params {
  readonly entries: readonly Entry[];
  /** The keys of values that were cut, and a note where params were left out. */
  readonly cut: readonly string[];
}

/**
 * A config as params: nested objects as dotted keys, lists as JSON.
 *
 * @internal
 */
export function paramsOf(config: unknown): Params {
  const keys = new CleanKeys();
  const leaves = [...leavesOf(jsonSafe(config), '')];
  const entries: Entry[] = [];
  const cut: string[] = [];
  for (const [name, leaf] of leaves.slice(0, MAX_PARAMS)) {
    const key = keys.of(name);
    const text = typeof leaf === 'string' ? leaf : JSON.stringify(leaf);
    if (text.length > MAX_VALUE) cut.push(key);
    entries.push({ key, value: cutText(text) });
  }
  if (leaves.length > MAX_PARAMS)
    cut.push(`${leaves.length - MAX_PARAMS} more params`);
  return { entries, cut };
}

function* leavesOf(
  value: unknown,
  path: string,
): Generator<readonly [string, unknown]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (value !== undefined) yield [path === '' ? 'value' : path, value];
    return;
  }
  const members = Object.entries(value);
  if (members.length === 0 && path !== '') yield [path, value];
  for (const [key, item] of members)
    yield* leavesOf(item, path === '' ? key : `${path}.${key}`);
}
