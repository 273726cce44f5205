import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { signTest } from './sign-test.js';

const count = fc.nat(400);

describe('signTest', () => {
  // 2 * (sum of C(n, k) for k up to the smaller count) / 2^n, by hand.
  test.each([
    [0, 0, 1],
    [1, 0, 1],
    [5, 0, 2 / 32],
    [6, 0, 2 / 64],
    [8, 1, (2 * (1 + 9)) / 512],
    [9, 2, (2 * (1 + 11 + 55)) / 2048],
    [15, 5, (2 * (1 + 20 + 190 + 1140 + 4845 + 15504)) / 2 ** 20],
    [5, 5, 1],
  ])('of %i wins and %i losses', (wins, losses, expected) => {
    expect(signTest(wins, losses)).toBeCloseTo(expected, 12);
  });

  it('is symmetric', () => {
    fc.assert(
      fc.property(count, count, (wins, losses) => {
        expect(signTest(wins, losses)).toBe(signTest(losses, wins));
      }),
    );
  });

  it('is a probability', () => {
    fc.assert(
      fc.property(count, count, (wins, losses) => {
        const p = signTest(wins, losses);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('falls as the split of as many gets more uneven', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 300 }),
        (losses, lead) => {
          const wins = losses + lead;
          expect(signTest(wins + 1, losses - 1)).toBeLessThan(
            signTest(wins, losses),
          );
        },
      ),
    );
  });

  it('is 1 for an even split', () => {
    fc.assert(
      fc.property(count, (half) => {
        expect(signTest(half, half)).toBe(1);
      }),
    );
  });

  it('does not break down for thousands of pairs', () => {
    expect(signTest(5_000, 0)).toBe(0);
    expect(signTest(5_100, 4_900)).toBeCloseTo(0.0466, 3);
  });
});
