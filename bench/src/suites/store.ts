import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BranchDatabase, JournalBackend } from '@nestjs-spearmint/store';
import type { BranchRecord } from 'nestjs-spearmint';
import { quantile } from '../harness.js';
import { journalAlone, loopDelay, wholeStore } from '../live-store.js';
import type { Row } from '../report.js';

const BATCH = 256;
const CONFIGS = 20;
const DEADLINE_MS = 600_000;
const YEAR_MS = 365 * 86_400_000;
const MILLION = 1_000_000;
/** A full run has a million branches, which takes minutes. */
const FULL_ROUNDS = 80;

const config = {
  model: 'small',
  temperature: 0.7,
  prompt: 'Answer in one short paragraph; say so when you do not know.',
  stop: ['END', 'STOP'],
};
const start = Date.now() - 7 * 86_400_000;

/** About 1 KB as JSON; spread over seven days and 20 configs. */
function recordOf(index: number, count: number): BranchRecord {
  const isFailed = index % 25 === 0;
  return {
    id: `0lq3k5j2a-${index.toString(36).padStart(7, '0')}-0123456789abcdef`,
    experiment: 'Summaries.summarize',
    configId: `cfg_0123456789abcdef${String(index % CONFIGS).padStart(4, '0')}`,
    config: { ...config, temperature: (index % CONFIGS) / CONFIGS },
    configSource: 'pool',
    configRead: true,
    role: 'primary',
    status: isFailed ? 'failed' : 'success',
    startedAt: start + (index / count) * 7 * 86_400_000,
    durationMs: durationOf(index),
    ...(isFailed
      ? {
          error: {
            type: 'TypeError',
            message: 'no',
            stack: 'at x\n'.repeat(40),
          },
        }
      : {
          output: {
            text: `${index}: ${'a short answer of some words. '.repeat(15)}`,
            tokens: { prompt: 120, completion: index % 100 },
          },
        }),
    scores: { exact: index % 2 },
  };
}

/** Log-normal, about: 5 ms to 2 s. */
function durationOf(index: number): number {
  const unit = ((index * 2_654_435_761) % 4_294_967_296) / 4_294_967_296;
  return Math.exp(4.5 + 1.2 * Math.log((unit + 1e-4) / (1.0001 - unit)) * 0.6);
}

interface Ingested {
  readonly perSecond: number;
  readonly microseconds: number;
  readonly tableMs: readonly number[];
  readonly worstError: number;
  readonly count: number;
}

/** Fills a journal, has a database made of it, and reads the table of configs from that. */
async function ingest(count: number): Promise<Ingested> {
  const folder = mkdtempSync(join(tmpdir(), 'spearmint-bench-'));
  try {
    const journal = new JournalBackend({
      folder,
      sync: 'never',
      maxBytes: 8_000_000_000,
    });
    for (let from = 0; from < count; from += BATCH)
      await journal.logBranches(
        Array.from({ length: Math.min(BATCH, count - from) }, (_, index) =>
          recordOf(from + index, count),
        ),
      );
    await journal.close();
    const database = new BranchDatabase({ folder, maxAgeMs: YEAR_MS });
    const before = process.cpuUsage();
    const since = performance.now();
    database.start();
    await database.caughtUp(DEADLINE_MS);
    const ms = performance.now() - since;
    const { user, system } = process.cpuUsage(before);
    await database.stop();
    return {
      count,
      perSecond: (count / ms) * 1_000,
      microseconds: (user + system) / count,
      ...readTable(database.path, count),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface StatsRow {
  readonly config_id: string;
  readonly n: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
}

/** How long the table takes, and how far its quantiles are off the exact ones. */
function readTable(path: string, count: number) {
  const all = openToRead(path);
  const tableMs = Array.from({ length: 21 }, () => {
    const since = performance.now();
    all('SELECT config_id, n, success, p50_ms, p95_ms FROM config_stats');
    return performance.now() - since;
  });
  const rows = all('SELECT * FROM config_stats') as readonly StatsRow[];
  if (rows.reduce((sum, { n }) => sum + n, 0) !== count)
    throw new Error('branches are missing');
  const errors = rows.flatMap(({ config_id, p50_ms, p95_ms }) => {
    const exact = exactOf(Number(config_id.slice(-4)), count);
    return [
      Math.abs(p50_ms / exact(0.5) - 1),
      Math.abs(p95_ms / exact(0.95) - 1),
    ];
  });
  return { tableMs, worstError: Math.max(...errors) };
}

function exactOf(configIndex: number, count: number) {
  const durations: number[] = [];
  for (let index = configIndex; index < count; index += CONFIGS)
    if (index % 25 !== 0) durations.push(durationOf(index));
  const sorted = Float64Array.from(durations).sort();
  return (share: number): number =>
    sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
}

/** The connection that any program has. */
function openToRead(path: string): (sql: string) => unknown[] {
  const builtIn = process.getBuiltinModule('node:sqlite') as
    { DatabaseSync: new (path: string) => Reader } | undefined;
  const Reader =
    builtIn?.DatabaseSync ??
    (createRequire(import.meta.url)('libsql') as new (path: string) => Reader);
  const reader = new Reader(path);
  return (sql) => reader.prepare(sql).all();
}

interface Reader {
  prepare(sql: string): { all(): unknown[] };
}

/** What the database takes in, and how long its table of configs takes. */
export async function store(rounds: number): Promise<Row[]> {
  const isFull = rounds >= FULL_ROUNDS;
  const { count, perSecond, microseconds, tableMs, worstError } = await ingest(
    isFull ? MILLION : 50_000,
  );
  const tableMedian = quantile(tableMs, 0.5);
  const seconds = isFull ? 10 : 3;
  const alone = await loopDelay(seconds, journalAlone);
  const whole = await loopDelay(seconds, wholeStore);
  const many = count.toLocaleString('en-US');
  return [
    {
      what: `branches read from the journal and written, ${many} of them`,
      figure: `${perSecond.toFixed(0)} /s`,
      detail: 'in the thread; with its start',
    },
    {
      what: 'processor time for one',
      figure: `${microseconds.toFixed(1)} µs`,
      detail: 'of the whole process',
    },
    {
      what: `config_stats over ${many} branches, 20 configs, 7 days`,
      figure: `${tableMedian.toFixed(1)} ms`,
      detail: `${quantile(tableMs, 0.1).toFixed(1)} to ${quantile(tableMs, 0.9).toFixed(1)}`,
      target: '<= 100 ms',
      holds: tableMedian <= 100,
    },
    {
      what: 'its p50 and p95, furthest from the exact ones',
      figure: `${(worstError * 100).toFixed(2)} %`,
      detail: '40 quantiles',
      target: '<= 1 %',
      holds: worstError <= 0.01,
    },
    {
      what: 'event-loop delay, p99, at 1,000 branches/s, journal alone',
      figure: `${alone.ms.toFixed(1)} ms`,
      detail: alone.detail,
    },
    {
      what: 'and with the database, a sink and reads',
      figure: `${whole.ms.toFixed(1)} ms`,
      detail: whole.detail,
      target: '<= 10 ms',
      holds: whole.ms <= 10,
    },
  ];
}
