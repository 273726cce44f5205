import { writeSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  Branch,
  BranchRecorder,
  type BranchRecord,
  LoggerBackend,
} from 'nestjs-spearmint';
import { codeOf } from '../journal/code-of.js';
import { BranchStore } from '../store/branch-store.js';

/*
 * A process that records as fast as it can, and delivers, until it is killed:
 * sink-child <folder>. What counts as recorded and what is delivered goes to file 3,
 * `R <id>` and `D <id>`.
 */
const [folder = ''] = process.argv.slice(2);
const REPORTS = 3;

class Sink extends LoggerBackend {
  override async logBranches(records: readonly BranchRecord[]): Promise<void> {
    await nextTurn();
    report('D', records);
  }
}

class ReportingStore extends BranchStore {
  override logBranches(records: readonly BranchRecord[]): void | Promise<void> {
    const written = super.logBranches(records);
    report('R', records);
    return written;
  }
}

function report(kind: string, records: readonly BranchRecord[]): void {
  const text = records.map(({ id }) => `${kind} ${id}\n`).join('');
  const bytes = Buffer.from(text);
  let from = 0;
  while (from < bytes.length) {
    try {
      from += writeSync(REPORTS, bytes, from);
    } catch (error) {
      // The reader is slow.
      if (codeOf(error) !== 'EAGAIN') throw error;
    }
  }
}

function work(): void {
  for (let count = 0; count < 100; count++) {
    const branch = Branch.start('config', { size: 1 });
    branch.markSuccess('x'.repeat(200));
    recorder.record(branch);
  }
  setImmediate(work);
}

const recorder = new BranchRecorder();
const sink = { name: 'sink', backend: new Sink(), gatherMs: 1, batchSize: 32 };
const store = new ReportingStore({
  folder,
  segmentBytes: 500_000,
  database: false,
  sinks: [sink],
});
recorder.attach([store]);
work();
