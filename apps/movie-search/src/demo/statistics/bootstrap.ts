import type { Random } from '../random.js';
import { mean, percentile } from './metrics.js';

const RESAMPLES = 4_000;

/** The 95% percentile bootstrap interval of the mean. */
export function meanInterval(
  values: readonly number[],
  random: Random,
): [low: number, high: number] {
  const means = Array.from({ length: RESAMPLES }, () =>
    mean(values.map(() => random.pick(values))),
  );
  return [percentile(means, 0.025), percentile(means, 0.975)];
}
