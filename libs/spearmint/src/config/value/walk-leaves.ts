import type { ConfigPath } from '../config-path.js';

/**
 * Every string of a plain value, with its path.
 *
 * @internal
 */
export function walkStrings(
  value: unknown,
  visit: (leaf: string, path: ConfigPath) => void,
  path: ConfigPath = [],
): void {
  if (typeof value === 'string') visit(value, path);
  else if (Array.isArray(value)) {
    value.forEach((item, index) => walkStrings(item, visit, [...path, index]));
  } else if (value instanceof Map || value instanceof Set) {
    for (const [key, item] of value.entries()) {
      walkStrings(item, visit, [...path, typeof key === 'string' ? key : '']);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value))
      walkStrings(item, visit, [...path, key]);
  }
}
