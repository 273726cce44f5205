/*
 * The buckets of a DDSketch (Masson, Rim, Lee: "DDSketch: A Fast and Fully-Mergeable
 * Quantile Sketch with Relative-Error Guarantees", VLDB 2019): each is as much wider
 * than the one below it, so that the value that stands for a bucket is off by at most
 * (GAMMA - 1) / (GAMMA + 1) of any value in it, 0.99%.
 */
const GAMMA = 1.02;
const LOG_GAMMA = Math.log(GAMMA);

/** A microsecond; what is shorter counts as one. */
const LOWEST = Math.ceil(Math.log(0.001) / LOG_GAMMA);
/** Twelve days; what is longer counts as so long. */
const HIGHEST = Math.ceil(Math.log(12 * 86_400_000) / LOG_GAMMA);

/** How many buckets there are: 0 to so many less one. @internal */
export const BUCKETS = HIGHEST - LOWEST + 1;

/** The bucket of a duration in milliseconds. @internal */
export function bucketOf(ms: number): number {
  if (!(ms > 0)) return 0;
  const bucket = Math.ceil(Math.log(ms) / LOG_GAMMA) - LOWEST;
  return Math.min(BUCKETS - 1, Math.max(0, bucket));
}

/** The duration in milliseconds that stands for a bucket. @internal */
export function durationOf(bucket: number): number {
  return (2 * GAMMA ** (bucket + LOWEST)) / (GAMMA + 1);
}
