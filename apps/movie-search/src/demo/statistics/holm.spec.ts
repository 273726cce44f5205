import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { holm } from './holm.js';

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: 1,
  maxLength: 12,
});

describe('holm', () => {
  it('multiplies the smallest by their number, the next by one less, and so on', () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((expected, index) => {
      expect(adjusted[index]).toBeCloseTo(expected, 12);
    });
  });

  it('leaves a single one alone', () => {
    expect(holm([0.03])).toEqual([0.03]);
  });

  it('of nothing is nothing', () => {
    expect(holm([])).toEqual([]);
  });

  it('never makes a p-value smaller, or larger than by their number, or than 1', () => {
    fc.assert(
      fc.property(pValues, (given) => {
        holm(given).forEach((adjusted, index) => {
          expect(adjusted).toBeGreaterThanOrEqual(given[index]);
          expect(adjusted).toBeLessThanOrEqual(1);
          expect(adjusted).toBeLessThanOrEqual(
            Math.max(...given) * given.length,
          );
        });
      }),
    );
  });

  it('keeps their order', () => {
    fc.assert(
      fc.property(pValues, (given) => {
        const adjusted = holm(given);
        const order = [...given.keys()].sort((a, b) => given[a] - given[b]);
        for (let i = 1; i < order.length; i++) {
          expect(adjusted[order[i]]).toBeGreaterThanOrEqual(
            adjusted[order[i - 1]],
          );
        }
      }),
    );
  });

  it('gives the same, in whatever order they come', () => {
    fc.assert(
      fc.property(pValues, (given) => {
        expect(holm([...given].reverse())).toEqual(holm(given).reverse());
      }),
    );
  });
});
