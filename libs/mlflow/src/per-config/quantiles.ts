const GROWTH = Math.log(1.02);
/** Durations below, a microsecond, are the same. */
const LEAST = 0.001;

/** How durations are distributed, in buckets 2% wide: quantiles are right to 1%. @internal */
export class Quantiles {
  private readonly buckets = new Map<number, number>();
  private total = 0;

  add(ms: number): void {
    const bucket = Math.ceil(Math.log(Math.max(LEAST, ms)) / GROWTH);
    this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + 1);
    this.total++;
  }

  /** What so large a share does not exceed; undefined without any. */
  at(share: number): number | undefined {
    const rank = Math.max(1, Math.ceil(this.total * share));
    let passed = 0;
    for (const bucket of [...this.buckets.keys()].sort((a, b) => a - b)) {
      passed += this.buckets.get(bucket) ?? 0;
      // The middle of the bucket, as a ratio.
      if (passed >= rank) return Math.exp((bucket - 0.5) * GROWTH);
    }
    return undefined;
  }
}
