/**
 * Holm's correction: p-values for several comparisons, such that the chance of any
 * false alarm among them stays below the level that each is compared with.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()].sort((a, b) => pValues[a] - pValues[b]);
  const adjusted = [...pValues];
  let highest = 0;
  order.forEach((index, rank) => {
    const scaled = pValues[index] * (pValues.length - rank);
    highest = Math.min(1, Math.max(highest, scaled));
    adjusted[index] = highest;
  });
  return adjusted;
}
