/** 1 when the film is first, 1/2 when it is second, 0 when it is not there. */
export function reciprocalRank(
  filmIds: readonly number[],
  wanted: number,
): number {
  const index = filmIds.indexOf(wanted);
  return index < 0 ? 0 : 1 / (index + 1);
}

/** Not a number for an empty list. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The value below which a `share` of the values lies, interpolated between the two
 * nearest ones; not a number for an empty list.
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const lower = sorted[Math.floor(position)] ?? NaN;
  const upper = sorted[Math.ceil(position)] ?? NaN;
  return lower + (upper - lower) * (position % 1);
}
