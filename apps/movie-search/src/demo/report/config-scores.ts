import type { BranchRecord } from 'nestjs-spearmint';
import type { SearchResult } from '../../search/search-result.interface.js';
import type { DemoQuery } from '../queries/query.interface.js';
import { mean, percentile, reciprocalRank } from '../statistics/metrics.js';

/** What the branches of one config add up to. */
export class ConfigScores {
  /** How many branches ran to an end, good or bad. */
  readonly n: number;
  readonly successRate: number;
  readonly p50: number;
  readonly p95: number;
  /** The reciprocal rank by query, in the order of the queries; `undefined` where it is not known. */
  readonly ranks: readonly (number | undefined)[];

  constructor(records: readonly BranchRecord[], queries: readonly DemoQuery[]) {
    const successful = records.filter(({ status }) => status === 'success');
    const failed = records.filter(({ status }) => status === 'failed');
    const durations = successful.map(({ durationMs = NaN }) => durationMs);
    this.n = successful.length + failed.length;
    this.successRate = successful.length / this.n;
    this.p50 = percentile(durations, 0.5);
    this.p95 = percentile(durations, 0.95);
    const found = new Map(
      successful.map(({ output }) => {
        const { query, hits } = output as SearchResult;
        return [query, hits.map(({ id }) => id)];
      }),
    );
    // Where every query has a branch, one without a result has failed: nothing was found.
    const missing = this.n === queries.length ? [] : undefined;
    this.ranks = queries.map(({ text, filmId }) => {
      const films = found.get(text) ?? missing;
      return films && reciprocalRank(films, filmId);
    });
  }

  get mrr(): number {
    return mean(this.known());
  }

  get hitAt5(): number {
    return mean(this.known().map((rank) => (rank >= 1 / 5 ? 1 : 0)));
  }

  /** Query by query, how much better this config did than another; queries that either has not seen are left out. */
  differencesTo(other: ConfigScores): number[] {
    return this.ranks.flatMap((rank, index) => {
      const otherRank = other.ranks[index];
      return rank === undefined || otherRank === undefined
        ? []
        : [rank - otherRank];
    });
  }

  private known(): number[] {
    return this.ranks.filter((rank) => rank !== undefined);
  }
}
