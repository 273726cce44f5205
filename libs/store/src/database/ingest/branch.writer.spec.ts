import { describe, expect, it } from '@jest/globals';
import { type BranchRecord, summarize } from 'nestjs-spearmint';
import { afterwards, recordOf } from '../../journal/journal.fixture.js';
import { at, entryOf, freshDatabase, rowsOf } from '../database.fixture.js';
import { openToWrite } from '../open-database.js';
import { BranchWriter } from './branch.writer.js';
import { MANY_CONFIGS } from './config-keys.js';

function open() {
  const database = freshDatabase();
  afterwards(() => database.connection.close());
  const { connection, writer } = database;
  return {
    ...database,
    rows: (sql: string) => rowsOf(connection, sql),
    /** Writes at the place that follows. */
    put: (records: readonly BranchRecord[], offset = 1) =>
      writer.write(records.map(entryOf), at(offset)),
  };
}

const failed = (
  index: number,
  more: Partial<BranchRecord> = {},
): BranchRecord =>
  recordOf(index, {
    status: 'failed',
    output: undefined,
    error: { type: 'TypeError', message: 'no', stack: 'at x' },
    ...more,
  });

describe('a branch', () => {
  it('is a slim row, and its values are kept apart', () => {
    const { put, rows } = open();
    const record = recordOf(1, {
      parentId: 'run-0',
      label: 'small, warm',
      startedAt: 1_764_000_000_001.25,
      args: ['a question', { top: 3 }],
      scores: { exact: 1, length: 0.5 },
      truncated: ['output.text'],
    });
    put([record]);
    expect(rows('SELECT * FROM branches')).toEqual([
      {
        key: 1,
        id: 'run-1',
        parent_id: 'run-0',
        experiment: 'Search.run',
        config_id: 'config-1',
        label: 'small, warm',
        role: 'primary',
        status: 'success',
        started: '2025-11-24T16:00:00.001Z',
        started_at: 1_764_000_000_001.25,
        duration_ms: 1.25,
        error_type: null,
        reason: null,
        attempts: null,
        config_source: 'pool',
        config_read: 1,
        bytes: expect.any(Number),
      },
    ]);
    const [payload] = rows('SELECT * FROM payloads');
    expect(JSON.parse(String(payload?.['config']))).toEqual(record.config);
    expect(JSON.parse(String(payload?.['args']))).toEqual(record.args);
    expect(JSON.parse(String(payload?.['output']))).toEqual(record.output);
    expect(JSON.parse(String(payload?.['scores']))).toEqual(record.scores);
    expect(JSON.parse(String(payload?.['truncated']))).toEqual(['output.text']);
    expect(payload).toMatchObject({ error: null, cut: null, more: null });
    expect(rows('SELECT score, value FROM scores ORDER BY score')).toEqual([
      { score: 'exact', value: 1 },
      { score: 'length', value: 0.5 },
    ]);
  });

  it('that failed has its error, by type beside it', () => {
    const { put, rows } = open();
    put([failed(1), recordOf(2, { status: 'skipped', reason: 'limit' })]);
    expect(
      rows('SELECT status, error_type, reason FROM branches ORDER BY key'),
    ).toEqual([
      { status: 'failed', error_type: 'TypeError', reason: null },
      { status: 'skipped', error_type: null, reason: 'limit' },
    ]);
    expect(
      rows("SELECT error ->> '$.message' AS message FROM payloads LIMIT 1"),
    ).toEqual([{ message: 'no' }]);
  });

  it('has its own config where that was changed under its id, else that of the id', () => {
    const { put, rows } = open();
    const changed = recordOf(4, { config: { model: 'large' } });
    put([recordOf(1), recordOf(7), changed]);
    expect(rows('SELECT count(config) AS n FROM payload')).toEqual([{ n: 1 }]);
    expect(
      rows("SELECT config ->> '$.model' AS model FROM payloads ORDER BY id"),
    ).toEqual([{ model: 'small' }, { model: 'large' }, { model: 'small' }]);
  });

  it("has the label of its config, which is that of the config's last branch", () => {
    const { put, rows, connection } = open();
    const labels = () => rows('SELECT label FROM configs ORDER BY config_id');
    put([recordOf(1, { label: 'warm' }), recordOf(2, { label: 'large' })]);
    expect(labels()).toEqual([{ label: 'warm' }, { label: 'large' }]);
    put([recordOf(4, { label: 'hot' })], 2);
    expect(labels()).toEqual([{ label: 'hot' }, { label: 'large' }]);
    for (const view of ['branches', 'config_stats', 'config_stats_daily'])
      expect(
        rows(`SELECT DISTINCT config_id, label FROM ${view} ORDER BY 1`),
      ).toEqual([
        { config_id: 'config-1', label: 'hot' },
        { config_id: 'config-2', label: 'large' },
      ]);
    // Another writer has to know what is there.
    new BranchWriter(connection).write([entryOf(recordOf(7))], at(3));
    expect(labels()).toEqual([{ label: null }, { label: 'large' }]);
  });

  it('leaves the label of its config as it is when it is known already, or a caller passed the config and has none', () => {
    const { put, rows } = open();
    put([recordOf(1, { label: 'warm' }), recordOf(4, { label: 'hot' })]);
    put([recordOf(1, { label: 'warm' })], 2);
    put([recordOf(7, { configSource: 'caller' })], 3);
    expect(rows('SELECT label FROM config')).toEqual([{ label: 'hot' }]);
    put([recordOf(10, { configSource: 'caller', label: 'mine' })], 4);
    expect(rows('SELECT label FROM config')).toEqual([{ label: 'mine' }]);
  });

  it('tells once that callers make up configs without end', () => {
    const { put, connection } = open();
    const passed = (index: number) =>
      recordOf(index, { configSource: 'caller', configId: `mine-${index}` });
    put([passed(1)]);
    // With that one, one less than are told of.
    connection.exec(
      `WITH RECURSIVE n (i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n LIMIT ${MANY_CONFIGS - 2})
       INSERT INTO config SELECT i, 1, 'other-' || i, NULL, 'caller', NULL FROM n`,
    );
    const writer = new BranchWriter(connection);
    const more = (index: number) =>
      writer.write([entryOf(passed(index))], at(index))?.crowded;
    expect(more(3)).toEqual(['Search.run']);
    expect(more(4)).toEqual([]);
    // One that starts now counts what is there.
    const next = new BranchWriter(connection);
    expect(next.write([entryOf(passed(4))], at(5))?.crowded).toEqual([]);
    expect(next.write([entryOf(passed(6))], at(6))?.crowded).toEqual([
      'Search.run',
    ]);
  });

  it('keeps what a later release adds to records', () => {
    const { put, rows } = open();
    put([{ ...recordOf(1), tags: ['new'] } as BranchRecord]);
    expect(rows('SELECT more FROM payload')).toEqual([
      { more: '{"tags":["new"]}' },
    ]);
  });

  it('that is damaged is left out with the reason; the others are written', () => {
    const { put, rows } = open();
    const broken = [
      { ...recordOf(1), id: 7 },
      { ...recordOf(2), status: 'lost' },
      { ...recordOf(3), startedAt: null },
      { ...recordOf(4), durationMs: 'long' },
      {
        ...recordOf(5),
        error: { type: 5 },
        reason: 5,
        attempts: 5,
        parentId: 5,
        configRead: 'no',
      },
    ] as unknown as BranchRecord[];
    expect(put(broken)).toEqual({
      added: 1,
      known: 0,
      crowded: [],
      refused: [
        'its id is no text',
        'its status is unknown',
        'its startedAt is no number',
        'its durationMs is no number',
      ],
    });
    expect(rows('SELECT id FROM branch')).toEqual([{ id: 'run-5' }]);
  });
});

describe('what is read again', () => {
  it('is not counted again', () => {
    const { put, rows } = open();
    const records = [
      recordOf(1),
      failed(2),
      recordOf(3, { scores: { exact: 1 } }),
    ];
    expect(put(records)).toMatchObject({ added: 3, known: 0 });
    const before = rows('SELECT * FROM rollup JOIN rollup_score');
    expect(put([...records, ...records], 2)).toMatchObject({
      added: 0,
      known: 6,
    });
    expect(rows('SELECT * FROM rollup JOIN rollup_score')).toEqual(before);
    expect(rows('SELECT n FROM experiments')).toEqual([{ n: 3 }]);
  });

  it('twice in one batch is counted once', () => {
    const { put } = open();
    expect(put([recordOf(1), recordOf(1)])).toMatchObject({
      added: 1,
      known: 1,
    });
  });
});

describe('the place in the journal', () => {
  it('is kept with the rows, and found by the next process', () => {
    const { put, connection, driver, path } = open();
    put([recordOf(1)], 700);
    connection.close();
    const again = openToWrite(driver, path);
    expect(new BranchWriter(again).position).toEqual(at(700));
    again.close();
  });

  it('of journals that are gone is forgotten', () => {
    const { writer } = open();
    writer.write([], {
      a: { segment: 1, offset: 5 },
      b: { segment: 1, offset: 6 },
    });
    writer.write([], { b: { segment: 1, offset: 6 } });
    expect(writer.position).toEqual({ b: { segment: 1, offset: 6 } });
  });

  it('stays where it was when the batch fails, and nothing of it is counted', () => {
    const { put, connection, writer, rows } = open();
    put([recordOf(1)], 100);
    connection.exec(
      "CREATE TRIGGER full BEFORE INSERT ON payload WHEN new.branch > 3 BEGIN SELECT raise(ABORT, 'the disk is full'); END",
    );
    expect(() => put([recordOf(2), recordOf(3), recordOf(4)], 400)).toThrow(
      'the disk is full',
    );
    expect(writer.position).toEqual(at(100));
    expect(rows('SELECT n FROM experiments')).toEqual([{ n: 1 }]);
    connection.exec('DROP TRIGGER full');
    expect(put([recordOf(2), recordOf(3), recordOf(4)], 400)).toMatchObject({
      added: 3,
    });
    expect(rows('SELECT n FROM experiments')).toEqual([{ n: 4 }]);
  });

  it('is taken from the database when another process has written since', () => {
    const { put, writer, driver, path, rows } = open();
    put([recordOf(1)], 100);
    const other = openToWrite(driver, path);
    const written = new BranchWriter(other).write(
      [entryOf(recordOf(2))],
      at(200),
    );
    expect(written).toMatchObject({ added: 1 });
    other.close();
    expect(put([recordOf(2)], 200)).toBeUndefined();
    expect(writer.position).toEqual(at(200));
    expect(put([recordOf(3)], 300)).toMatchObject({ added: 1 });
    expect(rows('SELECT n FROM experiments')).toEqual([{ n: 3 }]);
  });
});

describe('the figures', () => {
  const DAY = 86_400_000;
  const day = Date.UTC(2026, 10, 25);
  const records = Array.from({ length: 500 }, (_, index) =>
    (index % 10 === 3 ? failed : recordOf)(index, {
      durationMs: 1 + ((index * 7_919) % 500),
      startedAt: day + index * 600_000,
      role: index % 4 === 0 ? 'shadow' : 'primary',
      scores: { exact: index % 2 },
      ...(index % 50 === 0 ? { status: 'skipped' } : {}),
    }),
  );

  it('are those of summarize(), the quantiles to 1%', () => {
    const { put, rows } = open();
    for (let from = 0; from < records.length; from += 64)
      put(records.slice(from, from + 64), from + 1);
    const found = rows('SELECT * FROM config_stats ORDER BY config_id');
    const exact = summarize(records).sort((a, b) =>
      a.config.localeCompare(b.config),
    );
    expect(found).toHaveLength(exact.length);
    for (const [
      index,
      { config, n, success, p50Ms = 0, p95Ms = 0, skipped },
    ] of exact.entries()) {
      const row = found[index] as Record<string, number>;
      expect(row).toMatchObject({ config_id: config, n, skipped });
      expect(row['success']).toBeCloseTo(success ?? 0, 12);
      expect(
        Math.abs((row['p50_ms'] ?? 0) - p50Ms) / p50Ms,
      ).toBeLessThanOrEqual(0.01);
      expect(
        Math.abs((row['p95_ms'] ?? 0) - p95Ms) / p95Ms,
      ).toBeLessThanOrEqual(0.01);
    }
  });

  it('are the same, however the branches came in batches', () => {
    const all = [1, 7, 500].map((size) => {
      const { put, rows } = open();
      for (let from = 0; from < records.length; from += size)
        put(records.slice(from, from + size), from + 1);
      return [
        rows(
          'SELECT * FROM rollup ORDER BY span, experiment, config, role, start',
        ).map(({ key: _key, ...row }) => row),
        rows('SELECT * FROM config_scores ORDER BY 1, 2, 3'),
      ];
    });
    expect(all[1]).toEqual(all[0]);
    expect(all[2]).toEqual(all[0]);
  });

  it('of the days add up to those of all time, and so do the hours', () => {
    const { put, rows } = open();
    put(records);
    const sums = (view: string) =>
      rows(
        `SELECT config_id, sum(n) AS n, sum(succeeded) AS succeeded, sum(skipped) AS skipped FROM ${view} GROUP BY 1 ORDER BY 1`,
      );
    const all = sums('config_stats');
    expect(sums('config_stats_daily')).toEqual(all);
    expect(sums('config_stats_hourly')).toEqual(all);
    expect(
      rows('SELECT DISTINCT day FROM config_stats_daily ORDER BY 1'),
    ).toHaveLength(4);
    expect(rows('SELECT sum(n) AS n FROM config_stats')).toEqual(
      rows('SELECT n FROM experiments'),
    );
  });

  it('begin where hours and days begin in UTC, before 1970 too', () => {
    const { put, rows } = open();
    put([recordOf(1, { startedAt: -1 }), recordOf(2, { startedAt: DAY })]);
    expect(
      rows("SELECT DISTINCT start FROM rollup WHERE span = 'day' ORDER BY 1"),
    ).toEqual([{ start: -DAY }, { start: DAY }]);
  });

  it('have mean and ends of scores, where those are numbers', () => {
    const { put, rows } = open();
    const scores = [0.5, 1, NaN, null as unknown as number];
    put(
      scores.map((exact, index) => recordOf(3 * index, { scores: { exact } })),
    );
    expect(rows('SELECT * FROM config_scores')).toEqual([
      {
        experiment: 'Search.run',
        config_id: 'config-0',
        label: null,
        score: 'exact',
        n: 2,
        mean: 0.75,
        least: 0.5,
        most: 1,
      },
    ]);
  });
});
