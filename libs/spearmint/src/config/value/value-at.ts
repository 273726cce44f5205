import type { ConfigPath } from '../config-path.js';

/**
 * The own property at a path, or `undefined`.
 *
 * @internal
 */
export function valueAt(root: unknown, path: ConfigPath): unknown {
  let value = root;
  for (const segment of path) {
    if (
      typeof value !== 'object' ||
      value === null ||
      !Object.hasOwn(value, segment)
    )
      return undefined;
    value = (value as Record<string | number, unknown>)[segment];
  }
  return value;
}
