import type { ConfigPath } from '../config-path.js';

/**
 * Every string and number of a plain value, with its path.
 *
 * @internal
 */
export function walkLeaves(
  value: unknown,
  visit: (leaf: string | number | bigint, path: ConfigPath) => void,
  path: ConfigPath = [],
): void {
  if (isLeaf(value)) visit(value, path);
  else if (Array.isArray(value)) {
    value.forEach((item, index) => walkLeaves(item, visit, [...path, index]));
  } else if (value instanceof Map || value instanceof Set) {
    for (const [key, item] of value.entries()) {
      walkLeaves(item, visit, [...path, typeof key === 'string' ? key : '']);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value))
      walkLeaves(item, visit, [...path, key]);
  }
}

function isLeaf(value: unknown): value is string | number | bigint {
  return ['string', 'number', 'bigint'].includes(typeof value);
}
