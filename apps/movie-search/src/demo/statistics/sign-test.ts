/**
 * The exact two-sided sign test: how likely so uneven a split is, or a more uneven
 * one, where winning and losing are equally likely. Ties say nothing.
 */
export function signTest(wins: number, losses: number): number {
  const decided = wins + losses;
  // Binomial terms by their logarithms: 2^decided is soon out of range.
  let logTerm = -decided * Math.LN2;
  let tail = 0;
  for (let k = 0; k <= Math.min(wins, losses); k++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((decided - k) / (k + 1));
  }
  return Math.min(1, 2 * tail);
}
