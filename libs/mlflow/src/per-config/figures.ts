import type { BranchRecord } from 'nestjs-spearmint';
import { Quantiles } from './quantiles.js';

/** Scores beyond are in the traces alone. */
const MAX_SCORES = 100;

interface Sum {
  n: number;
  sum: number;
}

/** Figures over all branches of a config so far. @internal */
export class Figures {
  /** All branches, skipped ones included: the step of its metrics. */
  count = 0;
  private succeeded = 0;
  private failed = 0;
  private skipped = 0;
  private longest = 0;
  private readonly durations = new Quantiles();
  private readonly duration: Sum = { n: 0, sum: 0 };
  private readonly scores = new Map<string, Sum>();

  add({ status, durationMs, scores = {} }: BranchRecord): void {
    this.count++;
    if (status === 'skipped') this.skipped++;
    if (status === 'failed') this.failed++;
    if (status === 'success') {
      this.succeeded++;
      this.addDuration(durationMs ?? 0);
    }
    for (const [name, score] of Object.entries(scores))
      if (Number.isFinite(score)) this.addScore(name, score);
  }

  /**
   * `n` is the branches that ran; durations are those of the ones that succeeded, as
   * in `summarize()`.
   */
  toMetrics(): Record<string, number> {
    const n = this.succeeded + this.failed;
    const p50 = this.durations.at(0.5);
    const p95 = this.durations.at(0.95);
    return {
      n,
      failed: this.failed,
      skipped: this.skipped,
      ...(n > 0 && { success_rate: this.succeeded / n }),
      ...(p50 !== undefined &&
        p95 !== undefined && {
          duration_ms_p50: p50,
          duration_ms_p95: p95,
          duration_ms_mean: this.duration.sum / this.duration.n,
          duration_ms_max: this.longest,
        }),
      ...Object.fromEntries(
        [...this.scores].map(([name, { n, sum }]) => [`${name}_mean`, sum / n]),
      ),
    };
  }

  private addDuration(ms: number): void {
    this.durations.add(ms);
    this.duration.n++;
    this.duration.sum += ms;
    this.longest = Math.max(this.longest, ms);
  }

  private addScore(name: string, score: number): void {
    let sum = this.scores.get(name);
    if (sum === undefined) {
      if (this.scores.size >= MAX_SCORES) return;
      sum = { n: 0, sum: 0 };
      this.scores.set(name, sum);
    }
    sum.n++;
    sum.sum += score;
  }
}
