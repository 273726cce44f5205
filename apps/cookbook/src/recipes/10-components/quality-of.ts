export interface Quality {
  /** The share of what was found that was expected. */
  precision: number;
  /** The share of what was expected that was found. */
  recall: number;
  f1: number;
}

export function qualityOf(
  found: readonly string[],
  expected: readonly string[],
): Quality {
  const hits = found.filter((item) => expected.includes(item)).length;
  const precision = found.length === 0 ? 0 : hits / found.length;
  const recall = hits / expected.length;
  const f1 = hits === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1 };
}
