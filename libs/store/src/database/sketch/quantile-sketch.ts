import { bucketOf, durationOf } from './latency-buckets.js';

/**
 * How durations are distributed, in buckets that are 2% wider each. Any quantile is
 * found to within 1% of the exact one, and sketches add up.
 *
 * @internal
 */
export class QuantileSketch {
  private lowest = 0;
  private counts: number[] = [];

  /** @param text what `toString()` gave. */
  static parse(text: string): QuantileSketch {
    const sketch = new QuantileSketch();
    const [lowest = 0, ...counts] = JSON.parse(text) as number[];
    sketch.lowest = lowest;
    sketch.counts = counts;
    return sketch;
  }

  add(ms: number): void {
    this.count(bucketOf(ms), 1);
  }

  merge(other: QuantileSketch): void {
    for (const [index, count] of other.counts.entries())
      if (count > 0) this.count(other.lowest + index, count);
  }

  /**
   * The smallest duration that so large a share does not exceed, in milliseconds;
   * undefined without any.
   */
  quantile(share: number): number | undefined {
    const total = this.counts.reduce((sum, count) => sum + count, 0);
    const rank = Math.max(1, Math.ceil(total * share));
    let passed = 0;
    for (const [index, count] of this.counts.entries()) {
      passed += count;
      if (passed >= rank) return durationOf(this.lowest + index);
    }
    return undefined;
  }

  /** `[the lowest bucket, how many are in it, in the next one, ...]` as JSON. */
  toString(): string {
    return JSON.stringify([this.lowest, ...this.counts]);
  }

  private count(bucket: number, by: number): void {
    if (this.counts.length === 0) this.lowest = bucket;
    if (bucket < this.lowest) {
      const gap = Array.from({ length: this.lowest - bucket }, () => 0);
      this.counts = [...gap, ...this.counts];
      this.lowest = bucket;
    }
    const index = bucket - this.lowest;
    while (this.counts.length <= index) this.counts.push(0);
    this.counts[index] = (this.counts[index] ?? 0) + by;
  }
}
