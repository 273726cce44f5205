import { pathToFileURL } from 'node:url';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { JournalBackend } from '../journal/journal.backend.js';
import { recordOf } from '../journal/record-of.fixture.js';
import { report } from '../journal/report.fixture.js';
import { BranchDatabase } from './branch.database.js';
import type { SqlDriverName } from './driver/sql-connection.interface.js';

/*
 * A process that records as fast as its database follows, until it is killed:
 * kill-store-child <folder> <program of the thread> <driver> <first number>.
 * What counts as recorded goes to file 3, an id a line, and `+<branches>` when the
 * database has written some.
 */
const [folder = '', program = '', driver, first = '0'] = process.argv.slice(2);
/** So that the database has as much to do as it can. */
const MOST_AHEAD = 10_000;
const journal = new JournalBackend({ folder, segmentBytes: 1_000_000 });
const database = new BranchDatabase(
  { folder, driver: driver as SqlDriverName, pollMs: 1, maxAgeMs: 1e13 },
  { program: pathToFileURL(program) },
);
database.start();

let index = Number(first);
let added = 0;

for (;;) {
  await nextTurn();
  const now = database.stats().added;
  if (now > added) report([`+${now}`]);
  added = now;
  if (index - Number(first) - added >= MOST_AHEAD) continue;
  const records = Array.from({ length: 200 }, () => {
    index++;
    return recordOf(index, {
      durationMs: 1 + (index % 500),
      scores: { exact: index % 2 },
      role: index % 5 === 0 ? 'shadow' : 'primary',
    });
  });
  await journal.logBranches(records);
  report(records.map(({ id }) => id));
}
