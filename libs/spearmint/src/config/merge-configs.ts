import { isMapping } from './value/kinds.js';

/**
 * `override` laid over `base`: mappings merge key by key, lists and scalars are
 * replaced, `undefined` leaves the base as it is. Neither argument changes.
 *
 * @publicApi
 */
export function mergeConfigs(
  base: object,
  override: object,
): Record<string, unknown> {
  // fromEntries defines own properties: a key `__proto__` stays a key, and is refused by the pool.
  const merged = new Map<string, unknown>(Object.entries(base));
  for (const [key, value] of Object.entries(override)) {
    if (value === undefined) continue;
    const below = merged.get(key);
    merged.set(
      key,
      isMapping(below) && isMapping(value) ? mergeConfigs(below, value) : value,
    );
  }
  return Object.fromEntries(merged);
}
