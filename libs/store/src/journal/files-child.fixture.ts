import { writeSync } from 'node:fs';
import { closeAll, openAll } from './use-up-files.fixture.js';
import { recordOf } from './record-of.fixture.js';
import { JournalBackend } from './journal.backend.js';

/*
 * A process that has used up its files: files-child <folder>. Prints as JSON what
 * became of a record then, and of one after it has closed them again.
 */
const [folder = ''] = process.argv.slice(2);
const journal = new JournalBackend({ folder });
async function outcome(index: number): Promise<string> {
  try {
    await journal.logBranches([recordOf(index)]);
    return 'written';
  } catch (error) {
    return (error as Error).message.split(':')[0] ?? '';
  }
}

const limit = openAll();
const without = await outcome(0);
closeAll();
const withFiles = await outcome(1);
openAll();
const onceOpen = await outcome(2);
writeSync(1, JSON.stringify({ limit, without, withFiles, onceOpen }));
process.exit();
