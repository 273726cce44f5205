import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Branch } from './branch.js';
import { type SummarizedBranch, summarize } from './summarize.js';

const branch = (
  configId: string,
  status: SummarizedBranch['status'],
  durationMs?: number,
  experiment = 'Search.find',
): SummarizedBranch => ({ experiment, configId, status, durationMs });

describe('summarize', () => {
  it('has a row for each config of each experiment, in their order', () => {
    const rows = summarize([
      branch('b', 'success', 1),
      branch('a', 'success', 2),
      branch('b', 'success', 3, 'Search.rank'),
      branch('b', 'success', 5),
    ]);
    expect(
      rows.map(({ experiment, config, n }) => [experiment, config, n]),
    ).toEqual([
      ['Search.find', 'b', 2],
      ['Search.find', 'a', 1],
      ['Search.rank', 'b', 1],
    ]);
  });

  it('counts failures in the success rate and not in the durations', () => {
    expect(
      summarize([
        branch('a', 'failed', 0.01),
        branch('a', 'success', 30),
        branch('a', 'success', 10),
        branch('a', 'success', 20.000_04),
      ]),
    ).toEqual([
      {
        experiment: 'Search.find',
        config: 'a',
        n: 4,
        success: 0.75,
        p50Ms: 20,
        p95Ms: 30,
        skipped: 0,
      },
    ]);
  });

  it('has the label of a config where there is one', () => {
    const rows = summarize([
      { ...branch('cfg_1', 'success', 1), label: 'model=small' },
      branch('b', 'success', 1),
    ]);
    expect(rows[0]).toMatchObject({ config: 'cfg_1', label: 'model=small' });
    expect(rows[1]).not.toHaveProperty('label');
  });

  it('tells of skipped branches beside the others, and leaves out pending ones', () => {
    const [row, ...rest] = summarize([
      branch('a', 'skipped'),
      branch('a', 'pending'),
      branch('b', 'pending'),
    ]);
    expect(row).toMatchObject({ n: 0, success: undefined, skipped: 1 });
    expect(row?.p50Ms).toBeUndefined();
    expect(rest).toEqual([]);
    expect(summarize([])).toEqual([]);
  });

  it('takes live branches too', () => {
    const live = Branch.start('cfg', {}, { experiment: 'Search.find' });
    expect(summarize([live])).toEqual([]);
    live.markSuccess(1);
    expect(summarize([live])).toMatchObject([{ config: 'cfg', n: 1 }]);
  });

  it('gives durations that branches took, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e6), { minLength: 1 }), (durations) => {
        const [row] = summarize(
          durations.map((ms) => branch('a', 'success', ms)),
        );
        const { p50Ms = NaN, p95Ms = NaN, n } = row ?? {};
        expect(n).toBe(durations.length);
        expect(durations).toContain(p50Ms);
        expect(durations).toContain(p95Ms);
        expect(
          durations.filter((ms) => ms <= p50Ms).length,
        ).toBeGreaterThanOrEqual(durations.length / 2);
        expect(
          durations.filter((ms) => ms <= p95Ms).length,
        ).toBeGreaterThanOrEqual(durations.length * 0.95);
      }),
    );
  });
});
