import { Moments, type MomentsRow } from '../../database/sketch/moments.js';
import { QuantileSketch } from '../../database/sketch/quantile-sketch.js';
import type { RollupRow } from '../../database/ingest/rollup.js';
import type {
  ConfigStats,
  ScoreStats,
} from '../results/config-stats.interface.js';
import type { StoredConfig } from '../results/stored-config.interface.js';
import { wilson } from './wilson.js';

/** What is added up of a rollup. @internal */
export type TalliedRow = Omit<RollupRow, 'key' | 'pending'>;

/** Adds up the rollups of one config. @internal */
export class ConfigTally {
  private succeeded = 0;
  private failed = 0;
  private skipped = 0;
  private firstAt = Infinity;
  private lastAt = -Infinity;
  private readonly latency = new Moments();
  private readonly sketch = new QuantileSketch();
  private readonly scores = new Map<string, Moments>();

  add(row: TalliedRow): void {
    this.succeeded += row.succeeded;
    this.failed += row.failed;
    this.skipped += row.skipped;
    this.firstAt = Math.min(this.firstAt, row.first_at);
    this.lastAt = Math.max(this.lastAt, row.last_at);
    this.latency.merge(
      Moments.of({
        n: row.timed,
        mean: row.mean_ms,
        m2: row.m2_ms,
        least: row.min_ms,
        most: row.max_ms,
      }),
    );
    this.sketch.merge(QuantileSketch.parse(row.sketch));
  }

  addScore(name: string, row: MomentsRow): void {
    const moments = this.scores.get(name) ?? new Moments();
    moments.merge(Moments.of(row));
    this.scores.set(name, moments);
  }

  toStats(config: StoredConfig): ConfigStats {
    const { succeeded, failed, skipped, firstAt, lastAt } = this;
    const n = succeeded + failed;
    const interval = n === 0 ? undefined : wilson(succeeded, n);
    const { mean, least, most, ...spread } = this.latency.toRow();
    return {
      ...config,
      n,
      succeeded,
      failed,
      skipped,
      success: n === 0 ? undefined : succeeded / n,
      successLow: interval?.low,
      successHigh: interval?.high,
      meanMs: mean ?? undefined,
      sdMs: deviation(spread),
      minMs: least ?? undefined,
      p50Ms: this.quantile(0.5),
      p95Ms: this.quantile(0.95),
      p99Ms: this.quantile(0.99),
      maxMs: most ?? undefined,
      scores: Object.fromEntries(
        [...this.scores].map(([name, moments]) => [name, scoreOf(moments)]),
      ),
      firstAt,
      lastAt,
    };
  }

  /** Not beyond what there was, which the middle of a bucket can be. */
  private quantile(share: number): number | undefined {
    const { least, most } = this.latency.toRow();
    const value = this.sketch.quantile(share);
    if (value === undefined || least === null || most === null)
      return undefined;
    return Math.min(most, Math.max(least, value));
  }
}

function scoreOf(moments: Moments): ScoreStats {
  const { mean, least, most, ...spread } = moments.toRow();
  return {
    n: spread.n,
    mean: mean ?? 0,
    sd: deviation(spread),
    min: least ?? 0,
    max: most ?? 0,
  };
}

function deviation({
  n,
  m2,
}: Pick<MomentsRow, 'n' | 'm2'>): number | undefined {
  return n < 2 || m2 === null ? undefined : Math.sqrt(m2 / (n - 1));
}
