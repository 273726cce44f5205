import { writeSync } from 'node:fs';
import { recordOf } from '../journal/record-of.fixture.js';
import { BranchStore } from '../store/branch-store.js';

/*
 * An application that records until it is killed: store-child <folder>. The program of
 * its database's thread is beside it. How many branches are recorded goes to its output.
 */
const [folder = ''] = process.argv.slice(2);
const store = new BranchStore({ folder });
const BATCH = 20;
let recorded = 0;

async function work(): Promise<void> {
  const batch = Array.from({ length: BATCH }, (_, index) =>
    recordOf(recorded + index, { startedAt: Date.now() }),
  );
  await store.logBranches(batch);
  recorded += BATCH;
  writeSync(1, `${recorded}\n`);
  setTimeout(() => void work(), 2);
}

await work();
