import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { JournalBackend } from '../journal/journal.backend.js';
import { recordOf } from '../journal/record-of.fixture.js';
import { BranchDatabase } from './branch.database.js';

/*
 * A process that records as fast as it can, with a database that follows, until it is
 * killed: kill-store-child <folder> <program of the thread> <first number>. A line goes
 * to the output with each batch.
 */
const [folder = '', program = '', first = '0'] = process.argv.slice(2);
const journal = new JournalBackend({ folder, segmentBytes: 1_000_000 });
const database = new BranchDatabase(
  { folder, pollMs: 1, maxAgeMs: 1e13 },
  { program: pathToFileURL(program) },
);
database.start();

let index = Number(first);

async function work(): Promise<void> {
  const records = Array.from({ length: 200 }, () => {
    index++;
    return recordOf(index, {
      durationMs: 1 + (index % 500),
      scores: { exact: index % 2 },
      role: index % 5 === 0 ? 'shadow' : 'primary',
    });
  });
  await journal.logBranches(records);
  writeSync(1, `${database.stats().added}\n`);
  setImmediate(() => void work());
}

await work();
