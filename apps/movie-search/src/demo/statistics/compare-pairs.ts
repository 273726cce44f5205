import type { Random } from '../random.js';
import { meanInterval } from './bootstrap.js';
import { mean } from './metrics.js';
import { signTest } from './sign-test.js';

/** How a config did against the primary, query by query. */
export interface Comparison {
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  /** The mean difference; positive where the config did better. */
  readonly difference: number;
  /** 95% confidence interval of the mean difference. */
  readonly interval: readonly [low: number, high: number];
  /** Of the sign test, uncorrected. */
  readonly pValue: number;
}

/** @param differences one per query: the config's value less the primary's. */
export function comparePairs(
  differences: readonly number[],
  random: Random,
): Comparison {
  const wins = differences.filter((difference) => difference > 0).length;
  const losses = differences.filter((difference) => difference < 0).length;
  return {
    wins,
    losses,
    ties: differences.length - wins - losses,
    difference: mean(differences),
    interval: meanInterval(differences, random),
    pValue: signTest(wins, losses),
  };
}
