import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  Branch,
  BranchRecorder,
  type BranchRecord,
  LoggerBackend,
} from 'nestjs-spearmint';
import { report } from '../journal/report.fixture.js';
import { BranchStore } from '../store/branch-store.js';

/*
 * A process that records as fast as it can, and delivers, until it is killed:
 * sink-child <folder>. What counts as recorded and what is delivered goes to file 3,
 * `R <id>` and `D <id>`; `altered <id>` for what is neither.
 */
const [folder = ''] = process.argv.slice(2);
/** How far it records ahead of the sink, so that both have as much to do as they can. */
const MOST_AHEAD = 5_000;
let ahead = 0;

class Sink extends LoggerBackend {
  override async logBranches(records: readonly BranchRecord[]): Promise<void> {
    await nextTurn();
    ahead -= records.length;
    report(records.map(lineOf('D')));
  }
}

class ReportingStore extends BranchStore {
  override logBranches(records: readonly BranchRecord[]): void | Promise<void> {
    const written = super.logBranches(records);
    ahead += records.length;
    report(records.map(lineOf('R')));
    return written;
  }
}

/** What arrives with a value that was not recorded is told as altered. */
const lineOf =
  (kind: string) =>
  ({ id, config, output }: BranchRecord): string => {
    const isSound = output === textOf((config as { n: number }).n);
    return `${isSound ? kind : 'altered'} ${id}`;
  };

const textOf = (n: number): string => `${n} `.repeat(50);
let n = 0;

function work(): void {
  for (let count = 0; count < 100 && ahead < MOST_AHEAD; count++) {
    const branch = Branch.start('config', { n: ++n });
    branch.markSuccess(textOf(n));
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
