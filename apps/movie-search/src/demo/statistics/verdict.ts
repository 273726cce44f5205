import type { Comparison } from './compare-pairs.js';
import { holm } from './holm.js';

/** A comparison is only clear when chance is less likely than this, after correction. */
export const LEVEL = 0.01;

/** Differences of the mean that are smaller than this do not matter to anybody. */
export const MINIMUM_EFFECT = 0.02;

export type Verdict = 'better' | 'worse' | 'unclear';

/** What each of several comparisons with the primary supports saying. */
export function judge(comparisons: readonly Comparison[]): Verdict[] {
  const pValues = holm(comparisons.map(({ pValue }) => pValue));
  return comparisons.map(({ wins, losses, difference }, index) => {
    // Written so that a difference that is not a number is not clear either.
    const isClear =
      pValues[index] < LEVEL &&
      Math.abs(difference) >= MINIMUM_EFFECT &&
      Math.sign(difference) === Math.sign(wins - losses);
    if (!isClear) return 'unclear';
    return difference > 0 ? 'better' : 'worse';
  });
}
