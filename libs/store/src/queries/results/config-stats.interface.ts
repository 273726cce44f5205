import type { StoredConfig } from './stored-config.interface.js';

/** What is known of the numbers of one score. @publicApi */
export interface ScoreStats {
  readonly n: number;
  readonly mean: number;
  /** The standard deviation of the sample; undefined for a single number. */
  readonly sd: number | undefined;
  readonly min: number;
  readonly max: number;
}

/**
 * How one config of an experiment has done. Durations are of the branches that
 * succeeded, in milliseconds; undefined where there is none.
 *
 * @publicApi
 */
export interface ConfigStats extends StoredConfig {
  /** The branches that succeeded or failed. */
  readonly n: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly skipped: number;
  /** The share of `n` that succeeded, 0 to 1; undefined without any. */
  readonly success: number | undefined;
  /** The lower end of the share's 95% confidence interval, by Wilson. */
  readonly successLow: number | undefined;
  /** The upper end of it. */
  readonly successHigh: number | undefined;
  readonly meanMs: number | undefined;
  /** The standard deviation of the sample; undefined for a single one too. */
  readonly sdMs: number | undefined;
  readonly minMs: number | undefined;
  /** The median, within 1% of the exact one. */
  readonly p50Ms: number | undefined;
  /** 95 of 100 took no longer; within 1%. */
  readonly p95Ms: number | undefined;
  /** 99 of 100 took no longer; within 1%. */
  readonly p99Ms: number | undefined;
  readonly maxMs: number | undefined;
  /** By the name of the score. */
  readonly scores: Readonly<Record<string, ScoreStats>>;
  /** When the first branch started, in milliseconds since the epoch. */
  readonly firstAt: number;
  /** When the last branch started, in milliseconds since the epoch. */
  readonly lastAt: number;
}
