import { writeSync } from 'node:fs';
import { recordOf } from '../journal/record-of.fixture.js';
import { BranchStore } from '../store/branch-store.js';

/*
 * A script that records a branch into a store and comes to its end, without closing
 * it: short-store-child <folder>. The program of the thread is beside it.
 */
const [folder = ''] = process.argv.slice(2);
const store = new BranchStore({ folder });
await store.logBranches([recordOf(1)]);
await store.database?.caughtUp();
const { added, state } = store.stats().database ?? {};
writeSync(3, JSON.stringify({ added, state }));
