import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import {
  BranchStore,
  JournalBackend,
  StoreReader,
} from '@nestjs-spearmint/store';
import {
  Branch,
  BranchRecorder,
  type BranchRecord,
  LoggerBackend,
} from 'nestjs-spearmint';

const EXPERIMENT = 'Summaries.summarize';
const CONFIGS = 20;
/** How often somebody looks at the figures. */
const READ_MS = 100;
const DEADLINE_MS = 60_000;

const config = Object.freeze({
  model: 'small',
  temperature: 0.7,
  prompt: 'Answer in one short paragraph; say so when you do not know.',
});

/** About 1 KB as JSON. */
function finished(index: number): Branch {
  const branch = Branch.start(`cfg_${index % CONFIGS}`, config, {
    experiment: EXPERIMENT,
  });
  branch.score('exact', index % 2);
  if (index % 25 === 0) branch.markFailure(new TypeError('no'));
  else
    branch.markSuccess({
      text: `${index}: ${'a short answer of some words. '.repeat(15)}`,
      tokens: { prompt: 120, completion: index % 100 },
    });
  return branch;
}

/** A sink's backend, which takes each batch at once. */
class Taking extends LoggerBackend {
  taken = 0;

  override logBranches(records: readonly BranchRecord[]): void {
    this.taken += records.length;
  }
}

/** What an application records into, and what goes on beside it. */
interface Beside {
  readonly backend: LoggerBackend;
  /** Ends it. @throws where a branch is missing of so many. */
  end(sent: number): Promise<string>;
}

/** The base. */
export const journalAlone = async (folder: string): Promise<Beside> => {
  const backend = new JournalBackend({ folder });
  return { backend, end: async () => "a timer's own 1 ms is in it" };
};

/** A store with its database and a sink, and somebody who looks at the figures all the time. */
export async function wholeStore(folder: string): Promise<Beside> {
  // The rows go to the output.
  Logger.overrideLogger(false);
  const sink = new Taking();
  const backend = new BranchStore({ folder, sinks: [sink] });
  const reader = new StoreReader(folder);
  backend.open();
  await backend.database?.caughtUp(DEADLINE_MS);
  const look = (): Promise<unknown> =>
    Promise.all([reader.configs(EXPERIMENT), reader.branches({ limit: 50 })]);
  await look();
  const ending = new AbortController();
  const reads = lookOften(look, ending.signal);
  return {
    backend,
    async end(sent) {
      ending.abort();
      const count = await reads;
      await backend.delivered(DEADLINE_MS);
      await backend.database?.caughtUp(DEADLINE_MS);
      const stored = (await reader.configs(EXPERIMENT)).reduce(
        (sum, { n }) => sum + n,
        0,
      );
      await reader.close();
      if (sink.taken !== sent || stored !== sent)
        throw new Error(
          `of ${sent} the sink has ${sink.taken}, the database ${stored}`,
        );
      return `${count} times the table and a page, meanwhile`;
    },
  };
}

/** @returns how often. */
async function lookOften(
  look: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<number> {
  let count = 0;
  while (!signal.aborted) {
    await Promise.all([look(), pause(READ_MS)]);
    count++;
  }
  return count;
}

/** The delay of the event loop at 1,000 branches a second, recorded as in an application. */
export async function loopDelay(
  seconds: number,
  start: (folder: string) => Promise<Beside>,
): Promise<{ readonly ms: number; readonly detail: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'spearmint-bench-'));
  const { backend, end } = await start(folder);
  const recorder = new BranchRecorder();
  recorder.attach([backend]);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const count = seconds * 1_000;
  const since = performance.now();
  for (let sent = 0; sent < count;) {
    const due = Math.min(count, Math.floor(performance.now() - since));
    while (sent < due) recorder.record(finished(sent++));
    await pause(10);
  }
  delay.disable();
  await recorder.flush();
  const detail = await end(count);
  await recorder.close(DEADLINE_MS);
  rmSync(folder, { recursive: true });
  return {
    ms: delay.percentile(99) / 1e6,
    detail: `${seconds} s; ${detail}`,
  };
}
