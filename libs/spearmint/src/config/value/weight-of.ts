/** So many characters weigh as much as a value. */
const TEXT_PER_VALUE = 100;

/**
 * About how many values a config has: what it costs to make, hash and check it.
 *
 * @internal
 */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return 1 + value.length / TEXT_PER_VALUE;
  if (typeof value !== 'object' || value === null) return 1;
  let weight = 1;
  for (const key in value) weight += weightOf(value[key as keyof typeof value]);
  return weight;
}
