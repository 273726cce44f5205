import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BUCKETS, bucketOf, durationOf } from './latency-buckets.js';
import { Moments } from './moments.js';
import { QuantileSketch } from './quantile-sketch.js';

const duration = fc.double({ min: 0.001, max: 86_400_000, noNaN: true });
const durations = fc.array(duration, { minLength: 1, maxLength: 200 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

function sketchOf(values: readonly number[]): QuantileSketch {
  const sketch = new QuantileSketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

function momentsOf(values: readonly number[]): Moments {
  const moments = new Moments();
  for (const value of values) moments.add(value);
  return moments;
}

/** Of the sorted values, the one at so large a share. */
function exact(values: readonly number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(values.length * at)) - 1] ?? NaN;
}

describe('a quantile sketch', () => {
  it('is never off by more than 1% of the exact quantile', () => {
    fc.assert(
      fc.property(durations, share, (values, at) => {
        const truth = exact(values, at);
        const found = sketchOf(values).quantile(at) ?? NaN;
        expect(Math.abs(found - truth) / truth).toBeLessThanOrEqual(0.01);
      }),
    );
  });

  it('of two parts, merged in any order, is the one of the whole', () => {
    fc.assert(
      fc.property(durations, durations, (one, other) => {
        const whole = String(sketchOf([...one, ...other]));
        const merged = sketchOf(one);
        merged.merge(sketchOf(other));
        const reversed = sketchOf(other);
        reversed.merge(sketchOf(one));
        expect([String(merged), String(reversed)]).toEqual([whole, whole]);
      }),
    );
  });

  it('reads what it wrote', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const text = String(sketchOf(values));
        expect(String(QuantileSketch.parse(text))).toBe(text);
      }),
    );
  });

  it('stays small, whatever it is given', () => {
    const sketch = sketchOf([0, -1, NaN, Infinity, 1e300, 5e-324]);
    expect(String(sketch).length).toBeLessThan(2 * BUCKETS + 20);
    expect(sketch.quantile(0)).toBeCloseTo(0.001, 4);
    expect(sketch.quantile(1)).toBeCloseTo(12 * 86_400_000, -8);
  });

  it('has no quantile of nothing', () => {
    expect(new QuantileSketch().quantile(0.5)).toBeUndefined();
    expect(
      QuantileSketch.parse(String(new QuantileSketch())).quantile(0.5),
    ).toBeUndefined();
  });

  it('has a bucket for the value that stands for it', () => {
    for (let bucket = 0; bucket < BUCKETS; bucket++)
      expect(bucketOf(durationOf(bucket))).toBe(bucket);
  });
});

describe('moments', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const values = fc.array(value, { maxLength: 50 });

  it('of two parts, merged, are those of the whole', () => {
    fc.assert(
      fc.property(values, values, (one, other) => {
        const merged = momentsOf(one);
        merged.merge(momentsOf(other));
        const { n, mean, m2, least, most } = merged.toRow();
        const whole = momentsOf([...one, ...other]).toRow();
        expect([n, least, most]).toEqual([whole.n, whole.least, whole.most]);
        expect(mean ?? 0).toBeCloseTo(whole.mean ?? 0, 6);
        const scale = Math.max(1, whole.m2 ?? 0);
        expect((m2 ?? 0) / scale).toBeCloseTo((whole.m2 ?? 0) / scale, 6);
      }),
    );
  });

  it('have the mean and the spread of all values', () => {
    const row = momentsOf([2, 4, 4, 4, 5, 5, 7, 9]).toRow();
    expect(row).toEqual({ n: 8, mean: 5, m2: 32, least: 2, most: 9 });
  });

  it('read what they wrote', () => {
    fc.assert(
      fc.property(values, (given) => {
        const row = momentsOf(given).toRow();
        expect(Moments.of(row).toRow()).toEqual(row);
      }),
    );
  });
});
