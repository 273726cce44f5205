import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import {
  BranchDatabase,
  type BranchQuery,
  JournalBackend,
  StoreReader,
} from '@nestjs-spearmint/store';
import type { BranchRecord } from 'nestjs-spearmint';
import { quantile } from '../harness.js';
import type { Row } from '../report.js';

const MILLION = 1_000_000;
const BATCH = 256;
const DAY_MS = 86_400_000;
const DEADLINE_MS = 1_800_000;
const EXPERIMENTS = ['Summaries.summarize', 'Search.run', 'Chat.answer'];
const CONFIGS = 20;
/** A full run has a million branches, which takes minutes. */
const FULL_ROUNDS = 80;
const start = Math.floor(Date.now() / DAY_MS) * DAY_MS - 7 * DAY_MS;

/** Most are of the first experiment; 4% failed, a fifth are shadows, spread over seven days. */
function recordOf(index: number, count: number): BranchRecord {
  const isFailed = index % 25 === 0;
  const experiment = EXPERIMENTS[index % 10 < 8 ? 0 : (index % 10) - 7] ?? '';
  return {
    id: `0lq3k5j2a-${index.toString(36).padStart(7, '0')}-0123456789abcdef`,
    ...(index % 10 === 9
      ? {
          parentId: `0lq3k5j2a-${(index - 9).toString(36).padStart(7, '0')}-0123456789abcdef`,
        }
      : {}),
    experiment,
    configId: `cfg_${String(Math.floor(index / 10) % CONFIGS).padStart(20, '0')}`,
    config: { model: 'small', temperature: (index % CONFIGS) / CONFIGS },
    configSource: 'pool',
    configRead: true,
    role: index % 5 === 0 ? 'shadow' : 'primary',
    status: isFailed ? 'failed' : 'success',
    startedAt: start + (index / count) * 7 * DAY_MS,
    durationMs: durationOf(index),
    ...(isFailed
      ? {
          error: {
            type: index % 1_000 === 0 ? 'Timeout' : 'TypeError',
            message: 'no',
            stack: 'at x',
          },
        }
      : { output: { text: `${index}: a short answer of some words.` } }),
    scores: { exact: index % 2 },
  };
}

/** Log-normal, about: 5 ms to 2 s. */
function durationOf(index: number): number {
  const unit = ((index * 2_654_435_761) % 4_294_967_296) / 4_294_967_296;
  return Math.exp(4.5 + 0.72 * Math.log((unit + 1e-4) / (1.0001 - unit)));
}

async function fill(folder: string, count: number): Promise<void> {
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
  const database = new BranchDatabase({ folder, maxAgeMs: 365 * DAY_MS });
  database.start();
  await database.caughtUp(DEADLINE_MS);
  await database.stop();
}

/** Milliseconds of each of some runs, with the way to the thread and back; the first one opens the file. */
async function timed(run: () => Promise<unknown>): Promise<readonly number[]> {
  const all: number[] = [];
  for (let round = 0; round <= 21; round++) {
    const since = performance.now();
    await run();
    if (round > 0) all.push(performance.now() - since);
  }
  return all;
}

function row(what: string, all: readonly number[], atMost?: number): Row {
  const figure = quantile(all, 0.5);
  const [low, high] = [0.1, 0.9].map((share) =>
    quantile(all, share).toFixed(1),
  );
  return {
    what,
    figure: `${figure.toFixed(1)} ms`,
    detail: `${low} to ${high}`,
    ...(atMost === undefined
      ? {}
      : { target: `<= ${atMost} ms`, holds: figure <= atMost }),
  };
}

/** How far the quantiles of a config are off the exact ones. */
async function worstError(reader: StoreReader, count: number): Promise<number> {
  const exact = new Map<string, number[]>();
  for (let index = 0; index < count; index++) {
    const {
      experiment,
      configId,
      status,
      durationMs = 0,
    } = recordOf(index, count);
    if (experiment !== EXPERIMENTS[0] || status !== 'success') continue;
    const durations = exact.get(configId) ?? [];
    durations.push(durationMs);
    exact.set(configId, durations);
  }
  const table = await reader.configs(EXPERIMENTS[0] ?? '');
  return Math.max(
    ...table.flatMap(({ configId, p50Ms = 0, p95Ms = 0, p99Ms = 0 }) => {
      const sorted = Float64Array.from(exact.get(configId) ?? []).sort();
      const at = (share: number): number =>
        sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
      return [
        Math.abs(p50Ms / at(0.5) - 1),
        Math.abs(p95Ms / at(0.95) - 1),
        Math.abs(p99Ms / at(0.99) - 1),
      ];
    }),
  );
}

const [experiment = '', other = ''] = EXPERIMENTS;
const HOUR_MS = DAY_MS / 24;
const PAGES: readonly (readonly [string, BranchQuery, number?])[] = [
  ['the newest 50 branches', {}, 50],
  ['of an experiment that failed', { experiment, status: 'failed' }, 50],
  [
    'of a config, shadows alone',
    { experiment, configId: 'cfg_00000000000000000003', role: 'shadow' },
    50,
  ],
  [
    'with an error of one type, in a day',
    { errorType: 'Timeout', from: start + 3 * DAY_MS, to: start + 4 * DAY_MS },
    50,
  ],
  [
    'of an experiment, in an hour, the slowest',
    {
      experiment,
      from: start + 3 * DAY_MS,
      to: start + 3 * DAY_MS + HOUR_MS,
      order: 'slowest',
    },
    50,
  ],
  [
    'of an experiment, slower than all but 3%',
    { experiment, minDurationMs: 1_000 },
    50,
  ],
  [
    'of an experiment that failed, and how many there are',
    { experiment, status: 'failed', total: true },
  ],
  [
    'the slowest of an experiment with 100,000',
    { experiment: other, order: 'slowest' },
    50,
  ],
  [
    'the slowest shadows of an experiment with 800,000',
    { experiment, role: 'shadow', order: 'slowest' },
    50,
  ],
  ['the slowest of all', { order: 'slowest' }],
  ['that have a text which is nowhere', { text: 'nowhere to be found' }],
];

/** How long the questions of people take, asked over a thread, and whether anything waits for that. */
export async function queries(rounds: number): Promise<Row[]> {
  const count = rounds >= FULL_ROUNDS ? MILLION : 50_000;
  const folder = mkdtempSync(join(tmpdir(), 'spearmint-bench-'));
  const reader = new StoreReader(folder, { timeoutMs: 60_000 });
  try {
    await fill(folder, count);
    const many = count.toLocaleString('en-US');
    const rows = [
      row(
        `the table of configs over ${many} branches`,
        await timed(() => reader.configs(experiment)),
        100,
      ),
      row(
        'and of three days and some hours',
        await timed(() =>
          reader.configs(experiment, {
            from: start + DAY_MS + 5 * HOUR_MS,
            to: start + 4 * DAY_MS + 7 * HOUR_MS,
          }),
        ),
      ),
      row('the experiments', await timed(() => reader.experiments())),
    ];
    for (const [what, query, atMost] of PAGES) {
      rows.push(row(what, await timed(() => reader.branches(query)), atMost));
    }
    const { branches } = await reader.branches({ limit: 1 });
    const id = branches[0]?.parentId ?? '';
    rows.push(
      row(
        'a branch, its values and those below it',
        await timed(() => reader.branch(id)),
        50,
      ),
    );
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const since = performance.now();
    await reader.branches({ text: 'nowhere to be found' });
    const ms = performance.now() - since;
    delay.disable();
    const error = await worstError(reader, count);
    return [
      ...rows,
      {
        what: 'event-loop delay, p99, while a query runs',
        figure: `${(delay.percentile(99) / 1e6).toFixed(1)} ms`,
        detail: `a query of ${ms.toFixed(0)} ms; a timer's own 1 ms is in it`,
      },
      {
        what: 'p50, p95 and p99, furthest from the exact ones',
        figure: `${(error * 100).toFixed(2)} %`,
        detail: `${CONFIGS * 3} quantiles`,
        target: '<= 1 %',
        holds: error <= 0.01,
      },
    ];
  } finally {
    await reader.close();
    rmSync(folder, { recursive: true });
  }
}
