import { describe, expect, it } from '@jest/globals';
import { Random } from '../random.js';
import { comparePairs } from './compare-pairs.js';
import { judge } from './verdict.js';

const repeat = (count: number, value: number): number[] =>
  Array<number>(count).fill(value);

const compare = (...differences: number[][]) =>
  comparePairs(differences.flat(), new Random(1));

describe('comparePairs', () => {
  it('counts wins, losses and ties, and averages', () => {
    const comparison = compare([1, 0.5, 0, 0, -0.5]);
    expect(comparison).toMatchObject({ wins: 2, losses: 1, ties: 2 });
    expect(comparison.difference).toBeCloseTo(0.2);
    expect(comparison.pValue).toBe(1);
  });

  it('gives an interval around the difference, narrower for more pairs', () => {
    const few = compare(repeat(20, 1), repeat(20, 0));
    const many = compare(repeat(500, 1), repeat(500, 0));
    for (const { difference, interval } of [few, many]) {
      expect(interval[0]).toBeLessThan(difference);
      expect(interval[1]).toBeGreaterThan(difference);
    }
    // 1.96 * sqrt(0.25 / n) to either side, by the normal approximation.
    expect(few.interval[1] - few.interval[0]).toBeCloseTo(0.31, 1);
    expect(many.interval[1] - many.interval[0]).toBeCloseTo(0.062, 2);
  });

  it('is the same for the same seed', () => {
    const differences = [1, 0, 0.5, -0.25, 0, 0, 1];
    expect(compare(differences)).toEqual(compare(differences));
  });
});

describe('judge', () => {
  it('calls a clear difference by its direction', () => {
    const better = compare(repeat(30, 0.5), repeat(2, -0.5), repeat(68, 0));
    const worse = compare(repeat(30, -0.5), repeat(2, 0.5), repeat(68, 0));
    expect(judge([better, worse])).toEqual(['better', 'worse']);
  });

  it('does not call what chance explains', () => {
    expect(judge([compare(repeat(6, 1), repeat(94, 0))])).toEqual(['unclear']);
  });

  it('does not call a difference too small to matter', () => {
    const tiny = compare(repeat(60, 0.02), repeat(40, 0));
    expect(tiny.pValue).toBeLessThan(1e-9);
    expect(judge([tiny])).toEqual(['unclear']);
  });

  it('does not call it when most queries say the contrary of the mean', () => {
    const torn = compare(repeat(60, -0.1), repeat(20, 1));
    expect(torn.pValue).toBeLessThan(0.001);
    expect(judge([torn])).toEqual(['unclear']);
  });

  it('asks more of each the more there are', () => {
    const alone = compare(repeat(9, 1), repeat(91, 0));
    expect(judge([alone])).toEqual(['better']);
    const nothing = compare(repeat(100, 0));
    expect(judge([alone, nothing, nothing])[0]).toBe('unclear');
  });

  it('calls nothing without pairs', () => {
    expect(judge([compare([])])).toEqual(['unclear']);
  });
});
