import { describe, expect, it } from '@jest/globals';
import { type BranchRecord, ConfigPool } from 'nestjs-spearmint';
import type { DemoQuery } from '../queries/query.interface.js';
import { Random } from '../random.js';
import { makeReport } from './make-report.js';
import { notesOn } from './notes.js';

const queries: DemoQuery[] = Array.from({ length: 20 }, (_, filmId) => ({
  text: `film ${filmId}`,
  filmId,
  changes: new Set(),
}));

const poolOf = (...names: string[]): Promise<ConfigPool> =>
  ConfigPool.from(
    names.map((name, value) => ({ $id: name, $name: name, value })),
  );

/** A branch that found the query's film at a place, counted from 1. */
const found = (
  configId: string,
  query: DemoQuery,
  place: number,
): BranchRecord =>
  ({
    configId,
    status: 'success',
    durationMs: query.filmId + 1,
    output: {
      query: query.text,
      hits: [...Array(place - 1).keys(), query.filmId].map((id, index) => ({
        id: index === place - 1 ? query.filmId : -1 - id,
      })),
    },
  }) as unknown as BranchRecord;

const ended = (configId: string, status: 'failed' | 'skipped'): BranchRecord =>
  ({ configId, status }) as BranchRecord;

const report = async (records: BranchRecord[], ...names: string[]) =>
  makeReport(await poolOf(...names), records, queries, new Random(1));

describe('makeReport', () => {
  it('has a row per config, the best first', async () => {
    const rows = await report(
      [
        ...queries.map((query) => found('today', query, 6)),
        ...queries.map((query) => found('new', query, 2)),
      ],
      'today',
      'new',
    );
    expect(rows).toMatchObject([
      { name: 'new', n: 20, successRate: 1, mrr: 0.5, hitAt5: 1, p50: 10.5 },
      { name: 'today', n: 20, mrr: expect.closeTo(1 / 6), hitAt5: 0 },
    ]);
    expect(rows[0].p95).toBeCloseTo(19.05);
  });

  it('compares with the first config of the pool, query by query', async () => {
    const rows = await report(
      [
        ...queries.map((query) => found('today', query, 2)),
        ...queries.map((query) =>
          found('new', query, query.filmId < 12 ? 1 : 2),
        ),
      ],
      'today',
      'new',
    );
    const [first, primary] = rows;
    expect(primary.versusPrimary).toBeUndefined();
    expect(first.versusPrimary).toMatchObject({
      verdict: 'better',
      comparison: { wins: 12, losses: 0, ties: 8 },
    });
    expect(first.versusPrimary?.comparison.difference).toBeCloseTo(0.3);
  });

  it('counts a failed branch as one that found nothing', async () => {
    const rows = await report(
      [
        ...queries.map((query) => found('today', query, 1)),
        ...queries.slice(0, 15).map((query) => found('frail', query, 1)),
        ...Array.from({ length: 5 }, () => ended('frail', 'failed')),
      ],
      'today',
      'frail',
    );
    expect(rows[1]).toMatchObject({
      name: 'frail',
      n: 20,
      successRate: 0.75,
      mrr: 0.75,
      versusPrimary: { comparison: { losses: 5, ties: 15 } },
    });
  });

  it('leaves out queries that a config was not run for, and says so', async () => {
    const rows = await report(
      [
        ...queries.map((query) => found('today', query, 2)),
        ...queries.slice(0, 15).map((query) => found('late', query, 2)),
        ...Array.from({ length: 5 }, () => ended('late', 'skipped')),
      ],
      'today',
      'late',
    );
    expect(rows.find(({ name }) => name === 'late')).toMatchObject({
      n: 15,
      successRate: 1,
      mrr: 0.5,
      versusPrimary: {
        comparison: { wins: 0, losses: 0, ties: 15 },
        verdict: 'unclear',
      },
    });
    expect(notesOn(rows, queries, 1).join(' ')).toContain(
      'NOT every config ran for every query: late 15.',
    );
  });

  it('calls nothing for a config that never ran', async () => {
    const rows = await report(
      queries.map((query) => found('today', query, 1)),
      'today',
      'never',
    );
    expect(rows.find(({ name }) => name === 'never')).toMatchObject({
      n: 0,
      versusPrimary: { verdict: 'unclear' },
    });
  });
});
