import type { Comparison } from '../statistics/compare-pairs.js';
import type { Verdict } from '../statistics/verdict.js';

/** How one config did: a row of the table. */
export interface ConfigReport {
  readonly name: string;
  /** How many of its branches ran to an end, good or bad. */
  readonly n: number;
  readonly successRate: number;
  readonly p50: number;
  readonly p95: number;
  readonly mrr: number;
  readonly hitAt5: number;
  /** Missing for the primary itself. */
  readonly versusPrimary?: {
    readonly comparison: Comparison;
    readonly verdict: Verdict;
  };
}
