import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mean, percentile, reciprocalRank } from './metrics.js';

const values = fc.array(
  // Adding 0 makes one zero of the two.
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0),
  { minLength: 1, maxLength: 50 },
);

describe('reciprocalRank', () => {
  it('is one over the place of the film', () => {
    expect(reciprocalRank([7, 8, 9], 7)).toBe(1);
    expect(reciprocalRank([7, 8, 9], 9)).toBeCloseTo(1 / 3);
  });

  it('is 0 for a film that is not there', () => {
    expect(reciprocalRank([7, 8, 9], 1)).toBe(0);
    expect(reciprocalRank([], 1)).toBe(0);
  });

  it('is 0 or at least one over the number of films, and at most 1', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), fc.nat(20), (ids, wanted) => {
        const rank = reciprocalRank(ids, wanted);
        expect(rank).toBeLessThanOrEqual(1);
        if (ids.includes(wanted)) {
          expect(rank).toBeGreaterThanOrEqual(1 / ids.length);
        } else expect(rank).toBe(0);
      }),
    );
  });

  it('falls as the film goes down', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), (a, b) => {
        const place = (at: number): number =>
          reciprocalRank([...Array(at).fill(0), 1], 1);
        expect(Math.sign(place(a) - place(b))).toBe(Math.sign(b - a));
      }),
    );
  });
});

describe('mean', () => {
  it('is the sum over the number', () => {
    expect(mean([1, 2, 6])).toBe(3);
  });

  it('of nothing is not a number', () => {
    expect(mean([])).toBeNaN();
  });
});

describe('percentile', () => {
  it('interpolates between the nearest values', () => {
    expect(percentile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(percentile([1, 2, 3, 4, 5], 0.95)).toBeCloseTo(4.8);
  });

  it('of one value is that value', () => {
    expect(percentile([3], 0.95)).toBe(3);
  });

  it('of nothing is not a number', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });

  it('goes from the smallest to the largest value', () => {
    fc.assert(
      fc.property(values, (list) => {
        expect(percentile(list, 0)).toBe(Math.min(...list));
        expect(percentile(list, 1)).toBe(Math.max(...list));
      }),
    );
  });

  it('never falls as the share rises', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(values, share, share, (list, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        // Interpolation between equal values may round.
        expect(percentile(list, high) - percentile(list, low)).toBeGreaterThan(
          -1e-9,
        );
      }),
    );
  });

  it('asks for no order and changes none', () => {
    fc.assert(
      fc.property(values, (list) => {
        const before = [...list];
        expect(percentile(list, 0.7)).toBe(
          percentile([...list].reverse(), 0.7),
        );
        expect(list).toEqual(before);
      }),
    );
  });
});
