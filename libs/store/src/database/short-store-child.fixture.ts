import { pathToFileURL } from 'node:url';
import { JournalBackend } from '../journal/journal.backend.js';
import { recordOf } from '../journal/record-of.fixture.js';
import { BranchDatabase } from './branch.database.js';

/*
 * A script that records a branch and comes to its end, with a database that nobody
 * stops: short-store-child <folder> <program of the thread>.
 */
const [folder = '', program = ''] = process.argv.slice(2);
const journal = new JournalBackend({ folder });
const database = new BranchDatabase(
  { folder },
  { program: pathToFileURL(program) },
);
database.start();
await journal.logBranches([recordOf(1)]);
await database.caughtUp();
