import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundle } from '../journal/child-bundle.fixture.js';
import { idsOf, recordsOf, tempFolder } from '../journal/journal.fixture.js';
import { openStore, storedIds, until } from './store.fixture.js';

// Under the workspace, so that it finds its packages.
const root = resolve(fileURLToPath(import.meta.url), '../../../../..');
const program = join(root, 'test-results', `branch-store-${process.pid}.mjs`);

beforeAll(() => bundle('../database/store.worker.ts', program), 60_000);
afterAll(() => rmSync(program, { force: true }));

const open = (folder: string, options = {}) =>
  openStore(
    { folder, database: { pollMs: 5 }, ...options },
    { program: pathToFileURL(program) },
  );

describe('the database of a store', () => {
  it('has what was recorded, and tells how it is doing', async () => {
    const { store, said } = open(tempFolder());
    await store.logBranches(recordsOf(0, 100));
    await store.database?.caughtUp();
    expect(storedIds(store)).toEqual(idsOf(recordsOf(0, 100)));
    // Its figures are a quarter of a second old at most.
    await until(() => store.stats().database?.added === 100);
    expect(store.stats().database?.state).toBe('following');
    expect(said).toEqual([]);
  });

  it('gets what is left when the store closes, in time', async () => {
    const folder = tempFolder();
    const { store } = open(folder, { database: { pollMs: 60_000 } });
    await store.database?.caughtUp();
    await store.logBranches(recordsOf(0, 100));
    const since = performance.now();
    await store.close();
    expect(performance.now() - since).toBeLessThan(1_000);
    expect(store.stats().database?.state).toBe('stopped');
    expect(storedIds(store)).toEqual(idsOf(recordsOf(0, 100)));
  });
});
