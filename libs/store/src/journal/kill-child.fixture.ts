import { Branch, BranchRecorder, type BranchRecord } from 'nestjs-spearmint';
import type { SyncPolicy } from './journal-options.js';
import { JournalBackend } from './journal.backend.js';
import { report } from './report.fixture.js';

/*
 * A process that records as fast as it can until it is killed:
 * kill-child <folder> <sync>. The ids of what counts as recorded go to file 3.
 */
const [folder = '', sync = 'interval'] = process.argv.slice(2);

const idsOf = (records: readonly BranchRecord[]): string[] =>
  records.map(({ id }) => id);

/** Reports what the recorder takes for recorded. */
class ReportingJournal extends JournalBackend {
  override logBranches(records: readonly BranchRecord[]): void | Promise<void> {
    const written = super.logBranches(records);
    if (written === undefined) return report(idsOf(records));
    return written.then(() => report(idsOf(records)));
  }
}

let index = 0;

function work(): void {
  for (let count = 0; count < 200; count++) {
    index++;
    const branch = Branch.start(
      `config-${index % 7}`,
      { size: index % 7 },
      {
        experiment: 'Killed.run',
      },
    );
    branch.markSuccess({ index, text: `${index} `.repeat(100) });
    recorder.record(branch);
  }
  setImmediate(work);
}

const recorder = new BranchRecorder();
const journal = new ReportingJournal({
  folder,
  sync: sync as SyncPolicy,
  segmentBytes: 2_000_000,
});
recorder.attach([journal]);
work();
