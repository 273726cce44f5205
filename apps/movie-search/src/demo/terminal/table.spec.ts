import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { ConfigReport } from '../report/config-report.interface.js';
import type { Verdict } from '../statistics/verdict.js';
import { formatTable } from './table.js';

const row = (name: string, verdict?: Verdict): ConfigReport => ({
  name,
  n: 2500,
  successRate: 0.9999,
  p50: 1.234,
  p95: 12.345,
  mrr: 0.5,
  hitAt5: 0.75,
  versusPrimary: verdict && {
    verdict,
    comparison: {
      wins: 1007,
      losses: 100,
      ties: 1393,
      difference: -0.0001,
      interval: [-0.25, 0.125],
      pValue: 0.5,
    },
  },
});

const lines = stripVTControlCharacters(
  formatTable([
    row('boosted title', 'better'),
    row('now'),
    row('a', 'worse'),
    row('b', 'unclear'),
  ]),
).split('\n');

describe('formatTable', () => {
  it('marks every config in words', () => {
    expect(lines.slice(2).map((line) => line.split(' ').at(-1))).toEqual([
      'better',
      'primary',
      'worse',
      'unclear',
    ]);
  });

  it('never rounds up to all, nor shows a sign before zero that it does not have', () => {
    expect(lines[2]).toContain('99.9%');
    expect(lines[2]).toContain('+.000 [-.250, +.125]');
    expect(lines[2]).toContain('1007/100/1393');
  });

  it('is at most 100 characters wide', () => {
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  });
});
