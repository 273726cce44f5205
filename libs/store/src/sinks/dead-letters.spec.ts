import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BranchRecord } from 'nestjs-spearmint';
import { recordOf, tempFolder } from '../journal/journal.fixture.js';
import { Notices } from '../journal/notices.js';
import { DeadLetters } from './dead-letters.js';

let folder: string;

beforeEach(() => {
  folder = tempFolder();
});

const openLetters = async (): Promise<DeadLetters> => {
  const notices = new Notices(() => undefined);
  const letters = new DeadLetters('sink', folder, 1_000_000, notices);
  await letters.load();
  return letters;
};

const bury = (letters: DeadLetters, record: BranchRecord): Promise<void> =>
  letters.bury({ record, truncated: [] }, 'Error: too large', 3);

/** Takes so many of them, as a replay does that ends early. */
async function take(letters: DeadLetters, most = Infinity): Promise<string[]> {
  const ids: string[] = [];
  for await (const { branch } of letters.takeAll()) {
    ids.push(branch.id);
    if (ids.length === most) break;
  }
  return ids;
}

describe('dead letters whose replay was interrupted', () => {
  it('come again at the next one, before those that came later', async () => {
    const first = await openLetters();
    await bury(first, recordOf(0));
    await bury(first, recordOf(1));
    expect(await take(first, 1)).toEqual(['run-0']);
    const next = await openLetters();
    await bury(next, recordOf(2));
    expect(next.held).toBe(3);
    expect(await take(next)).toEqual(['run-0', 'run-1']);
    expect(await take(next)).toEqual(['run-2']);
    expect(next.held).toBe(0);
    expect(await take(next)).toEqual([]);
  });
});
