import type { BranchRecord, BranchStatus } from 'nestjs-spearmint';
import { Moments, type MomentsRow } from '../sketch/moments.js';
import { QuantileSketch } from '../sketch/quantile-sketch.js';

/** A rollup as it is kept, without what tells which one it is. @internal */
export interface RollupRow {
  readonly key: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly skipped: number;
  readonly pending: number;
  readonly first_at: number;
  readonly last_at: number;
  readonly timed: number;
  readonly mean_ms: number | null;
  readonly m2_ms: number | null;
  readonly min_ms: number | null;
  readonly max_ms: number | null;
  readonly sketch: string;
}

type Scored = readonly [metric: number, value: number];

/** The figures of one experiment and config, in one role and span of time. @internal */
export class Rollup {
  private readonly counts: Record<BranchStatus, number>;
  private firstAt: number;
  private lastAt: number;
  private readonly latency: Moments;
  private readonly sketch: QuantileSketch;
  private readonly scores = new Map<number, Moments>();

  constructor(
    readonly key: number,
    row?: RollupRow,
    scores: readonly (MomentsRow & { readonly metric: number })[] = [],
  ) {
    this.counts = {
      success: row?.succeeded ?? 0,
      failed: row?.failed ?? 0,
      skipped: row?.skipped ?? 0,
      pending: row?.pending ?? 0,
    };
    this.firstAt = row?.first_at ?? Infinity;
    this.lastAt = row?.last_at ?? -Infinity;
    this.latency = Moments.of({
      n: row?.timed ?? 0,
      mean: row?.mean_ms ?? null,
      m2: row?.m2_ms ?? null,
      least: row?.min_ms ?? null,
      most: row?.max_ms ?? null,
    });
    this.sketch = QuantileSketch.parse(row?.sketch ?? '[0]');
    for (const score of scores)
      this.scores.set(score.metric, Moments.of(score));
  }

  /** How long it took counts where it succeeded, as in `summarize()`. */
  add(
    { status, startedAt, durationMs }: BranchRecord,
    scores: readonly Scored[],
  ): void {
    this.counts[status]++;
    this.firstAt = Math.min(this.firstAt, startedAt);
    this.lastAt = Math.max(this.lastAt, startedAt);
    if (status === 'success' && durationMs !== undefined) {
      this.latency.add(durationMs);
      this.sketch.add(durationMs);
    }
    for (const [metric, value] of scores) this.scoreOf(metric).add(value);
  }

  toRow(): RollupRow {
    const { n, mean, m2, least, most } = this.latency.toRow();
    return {
      key: this.key,
      succeeded: this.counts.success,
      failed: this.counts.failed,
      skipped: this.counts.skipped,
      pending: this.counts.pending,
      first_at: this.firstAt,
      last_at: this.lastAt,
      timed: n,
      mean_ms: mean,
      m2_ms: m2,
      min_ms: least,
      max_ms: most,
      sketch: this.sketch.toString(),
    };
  }

  scoreRows(): (MomentsRow & { readonly metric: number })[] {
    return [...this.scores].map(([metric, moments]) => ({
      metric,
      ...moments.toRow(),
    }));
  }

  private scoreOf(metric: number): Moments {
    let moments = this.scores.get(metric);
    if (moments === undefined) {
      moments = new Moments();
      this.scores.set(metric, moments);
    }
    return moments;
  }
}
