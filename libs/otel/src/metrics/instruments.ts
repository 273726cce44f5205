import type { Counter, Histogram, Meter } from '@opentelemetry/api';

/** From a method that computes to a call of a slow model, in seconds. */
const BOUNDARIES = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];

/** @internal */
export interface Instruments {
  readonly branchDuration: Histogram;
  readonly branchSkips: Counter;
  readonly callDuration: Histogram;
}

/** @internal */
export function makeInstruments(meter: Meter): Instruments {
  const advice = { explicitBucketBoundaries: BOUNDARIES };
  return {
    branchDuration: meter.createHistogram('spearmint.branch.duration', {
      description: 'How long branches ran that succeeded or failed.',
      unit: 's',
      advice,
    }),
    branchSkips: meter.createCounter('spearmint.branch.skips', {
      description: 'How many branches did not run, or were given up.',
      unit: '{branch}',
    }),
    callDuration: meter.createHistogram('spearmint.call.duration', {
      description: 'How long callers of experiments waited.',
      unit: 's',
      advice,
    }),
  };
}
