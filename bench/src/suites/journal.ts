import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { JournalBackend, type SyncPolicy } from '@nestjs-spearmint/store';
import { Branch, BranchRecorder, type BranchRecord } from 'nestjs-spearmint';
import { quantile } from '../harness.js';
import type { Row } from '../report.js';

const BATCH = 256;
const COUNT = 40 * BATCH;

/** What a call of a model leaves: about 1 KB as JSON. */
const config = Object.freeze({
  model: 'small',
  temperature: 0.7,
  prompt: 'Answer in one short paragraph; say so when you do not know.',
  stop: Object.freeze(['END', 'STOP']),
});

function finished(index: number): Branch {
  const branch = Branch.start('cfg_0123456789abcdef0123', config, {
    experiment: 'Summaries.summarize',
  });
  branch.markSuccess({
    text: `${index}: ${'a short answer of some words. '.repeat(15)}`,
    tokens: { prompt: 120, completion: index % 100 },
    finishReason: 'stop',
  });
  return branch;
}

const recordOf = (index: number): BranchRecord => finished(index).toJSON();

const batches: BranchRecord[][] = Array.from(
  { length: COUNT / BATCH },
  (_, k) =>
    Array.from({ length: BATCH }, (_, index) => recordOf(k * BATCH + index)),
);

interface Round {
  /** Of the processor, for one branch: what other work of the machine takes is not in it. */
  readonly microseconds: number;
  /** With the wait for the disk at the end. */
  readonly perSecond: number;
}

/** Writes all batches into a new journal, with a turn of the event loop after each. */
async function write(
  folder: string,
  sync: SyncPolicy,
  size = BATCH,
): Promise<Round> {
  const journal = new JournalBackend({ folder, sync });
  const since = performance.now();
  const before = process.cpuUsage();
  for (const batch of batches) {
    for (let from = 0; from < batch.length; from += size)
      await journal.logBranches(batch.slice(from, from + size));
    await turn();
  }
  const microseconds = cpuSince(before) / COUNT;
  await journal.flush();
  const ms = performance.now() - since;
  await journal.close();
  return { microseconds, perSecond: (COUNT / ms) * 1_000 };
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** The same through the recorder, from the end of a branch on. */
async function record(folder: string): Promise<Round> {
  const journal = new JournalBackend({ folder });
  const recorder = new BranchRecorder();
  recorder.attach([journal]);
  const branches = Array.from({ length: COUNT }, (_, index) => finished(index));
  const since = performance.now();
  const before = process.cpuUsage();
  for (let from = 0; from < COUNT; from += BATCH) {
    for (const branch of branches.slice(from, from + BATCH))
      recorder.record(branch);
    await turn();
  }
  await recorder.flush();
  const ms = performance.now() - since;
  const microseconds = cpuSince(before) / COUNT;
  const { recorded } = journal.stats();
  await recorder.close(5_000);
  if (recorded !== COUNT)
    throw new Error(`${recorded} of ${COUNT} were recorded`);
  return { microseconds, perSecond: (COUNT / ms) * 1_000 };
}

async function measured(
  rounds: number,
  run: (folder: string) => Promise<Round>,
): Promise<Round[]> {
  const results: Round[] = [];
  for (let round = 0; round <= rounds; round++) {
    const folder = mkdtempSync(join(tmpdir(), 'spearmint-bench-'));
    const result = await run(folder);
    // The first one compiles.
    if (round > 0) results.push(result);
    rmSync(folder, { recursive: true });
  }
  return results;
}

const spread = (values: readonly number[], digits: number): string =>
  [0.1, 0.9]
    .map((share) => quantile(values, share).toFixed(digits))
    .join(' to ');

function costRow(what: string, all: readonly Round[], atMost?: number): Row {
  const values = all.map(({ microseconds }) => microseconds);
  const figure = quantile(values, 0.5);
  return {
    what,
    figure: `${figure.toFixed(1)} µs`,
    detail: spread(values, 1),
    ...(atMost === undefined
      ? {}
      : { target: `<= ${atMost} µs`, holds: figure <= atMost }),
  };
}

function rateRow(what: string, all: readonly Round[], atLeast?: number): Row {
  const values = all.map(({ perSecond }) => perSecond);
  const figure = quantile(values, 0.5);
  return {
    what,
    figure: `${figure.toFixed(0)} /s`,
    detail: spread(values, 0),
    ...(atLeast === undefined
      ? {}
      : { target: `>= ${atLeast} /s`, holds: figure >= atLeast }),
  };
}

/** What the journal costs the event loop, and how much it takes. */
export async function journal(rounds: number): Promise<Row[]> {
  const few = Math.max(5, Math.round(rounds / 8));
  const bytes = Buffer.byteLength(JSON.stringify(batches[0]?.[0]));
  const never = await measured(few, (folder) => write(folder, 'never'));
  const interval = await measured(few, (folder) => write(folder, 'interval'));
  const always = await measured(few, (folder) => write(folder, 'always'));
  const single = await measured(few, (folder) => write(folder, 'interval', 1));
  const recorded = await measured(few, record);
  return [
    costRow(
      `processor time for a branch of ${bytes} B, ${BATCH} at once`,
      interval,
      15,
    ),
    costRow('and in a batch of its own', single, 15),
    rateRow("branches, sync: 'never'", never, 50_000),
    rateRow(
      "branches, sync: 'interval', with the wait for the disk",
      interval,
      30_000,
    ),
    rateRow("branches, sync: 'always'", always),
    rateRow("branches, each in a batch of its own, sync: 'interval'", single),
    costRow('and from its end on, with the recorder', recorded),
    rateRow('branches through the recorder', recorded),
  ];
}
