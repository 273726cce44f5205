import { describe, expect, it } from '@jest/globals';
import { wilson } from './wilson.js';

describe('the confidence interval of a share', () => {
  it.each([
    [8, 10, 0.490_162, 0.943_318],
    [0, 10, 0, 0.277_533],
    [10, 10, 0.722_467, 1],
    [1, 1, 0.206_549, 1],
    [950, 1_000, 0.934_686, 0.961_87],
  ])('of %d of %d is that of the tables', (succeeded, n, low, high) => {
    const found = wilson(succeeded, n);
    expect(found.low).toBeCloseTo(low, 5);
    expect(found.high).toBeCloseTo(high, 5);
  });
});
