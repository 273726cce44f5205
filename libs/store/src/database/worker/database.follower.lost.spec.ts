import { rmSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import {
  filesOf,
  openJournal,
  readAll,
  recordsOf,
  tempFolder,
} from '../../journal/journal.fixture.js';
import { follow } from './follower.fixture.js';

const SMALL = { segmentBytes: 1_024, sync: 'never' } as const;

/** A database that has one branch of many, and is not kept up to date at the moment. */
async function behind() {
  const folder = tempFolder();
  const { journal } = openJournal({ folder, ...SMALL });
  await journal.logBranches(recordsOf(0, 1));
  const first = follow({ folder });
  await first.caughtUp();
  await first.stop();
  for (const record of recordsOf(1, 29)) await journal.logBranches([record]);
  return { folder, files: filesOf(folder) };
}

it('segments that somebody deletes before the database has read them are counted and said', async () => {
  const { folder, files } = await behind();
  for (const path of files.slice(1, 4)) rmSync(path);
  const { caughtUp, counts, ids, said } = follow({ folder });
  await caughtUp();
  expect(ids()).toEqual((await readAll(folder)).ids);
  expect(counts()?.missed).toBe(3);
  expect(said).toEqual([
    expect.stringMatching(/^3 segments .*the database .* had read/),
  ]);
});

it('those that the journal deletes are counted, and said by the journal alone', async () => {
  const { folder } = await behind();
  const { journal, said: saidByJournal } = openJournal({
    folder,
    ...SMALL,
    maxBytes: 4_096,
  });
  journal.open();
  await journal.close();
  const { caughtUp, counts, ids, said } = follow({ folder });
  await caughtUp();
  expect(ids()).toEqual(['run-0', ...(await readAll(folder)).ids]);
  expect(counts()?.missed).toBeGreaterThan(3);
  expect([saidByJournal.length, said]).toEqual([1, []]);
});
