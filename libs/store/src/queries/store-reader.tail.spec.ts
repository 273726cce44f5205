import { setImmediate as turn } from 'node:timers/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { theDriver } from '../database/driver/driver.fixture.js';
import { at, entryOf } from '../database/database.fixture.js';
import { BranchWriter } from '../database/ingest/branch.writer.js';
import { openToWrite } from '../database/open-database.js';
import { idsOf, recordsOf, tempFolder } from '../journal/journal.fixture.js';
import { recordOf } from '../journal/record-of.fixture.js';
import type { TailQuery } from './input/tail-query.js';
import { openReader, storeOf } from './reader.fixture.js';
import type { StoreReader } from './store-reader.js';

/** The ids of the next branches of a tail. */
async function take(
  tail: ReturnType<StoreReader['tail']>,
  count: number,
): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const { value, done } = await tail.next();
    if (done === true) break;
    ids.push(value.id);
  }
  return ids;
}

const fast = (query: TailQuery = {}): TailQuery => ({ pollMs: 1, ...query });

describe('a tail', () => {
  it('gives what is recorded from the call on', async () => {
    const { reader, put } = storeOf(recordsOf(0, 3));
    const tail = reader.tail(fast());
    await turn();
    put(...recordsOf(3, 2));
    expect(await take(tail, 2)).toEqual(['run-3', 'run-4']);
    const next = take(tail, 300);
    for (const record of recordsOf(5, 300)) put(record);
    expect(await next).toEqual(idsOf(recordsOf(5, 300)));
    await tail.return();
  });

  it('begins with the first branch, behind one, or at a time', async () => {
    const all = [recordOf(0), recordOf(2), recordOf(1), recordOf(3)];
    const { reader } = storeOf(all);
    expect(await take(reader.tail({ from: 'start' }), 4)).toEqual(idsOf(all));
    expect(await take(reader.tail({ from: { after: 'run-2' } }), 2)).toEqual([
      'run-1',
      'run-3',
    ]);
    const from = new Date(recordOf(2).startedAt);
    expect(await take(reader.tail({ from }), 2)).toEqual(['run-2', 'run-3']);
    expect(await take(reader.tail({ from: from.getTime() + 1 }), 1)).toEqual([
      'run-3',
    ]);
  });

  it('gives those of a filter alone, of an experiment that is not known yet too', async () => {
    const { reader, put } = storeOf(recordsOf(0, 10));
    const tail = reader.tail(
      fast({
        from: 'start',
        filter: { experiment: 'New.one', status: ['failed', 'skipped'] },
      }),
    );
    const first = take(tail, 2);
    await turn();
    put(...recordsOf(10, 600));
    const own = (index: number) =>
      recordOf(index, { experiment: 'New.one', status: 'skipped' });
    put(
      own(700),
      recordOf(701, { experiment: 'New.one' }),
      recordOf(702),
      own(703),
    );
    expect(await first).toEqual(['run-700', 'run-703']);
    await tail.return();
  });

  it('reads on when what it gave was taken: nothing piles up', async () => {
    const { reader, put } = storeOf(recordsOf(0, 1_000));
    const tail = reader.tail(fast({ from: 'start' }));
    expect(await take(tail, 1)).toEqual(['run-0']);
    put(...recordsOf(1_000, 1_000));
    expect(await take(tail, 1_999)).toEqual(idsOf(recordsOf(1, 1_999)));
    await tail.return();
  });

  it('ends without an error when it is aborted, before and while it waits', async () => {
    const { reader } = storeOf(recordsOf(0, 3));
    expect(
      await take(
        reader.tail({ from: 'start', signal: AbortSignal.abort() }),
        1,
      ),
    ).toEqual([]);
    const abort = new AbortController();
    const tail = reader.tail({
      from: 'start',
      pollMs: 3_600_000,
      signal: abort.signal,
    });
    expect(await take(tail, 3)).toHaveLength(3);
    const end = tail.next();
    await turn();
    abort.abort();
    expect(await end).toEqual({ done: true, value: undefined });
  });

  it('ends without an error when the reader is closed', async () => {
    const { reader } = storeOf(recordsOf(0, 3));
    const tail = reader.tail(fast());
    const end = tail.next();
    await reader.close();
    expect(await end).toEqual({ done: true, value: undefined });
  });

  it('waits for a database that is not there yet, and misses nothing of it', async () => {
    const folder = tempFolder();
    const reader = openReader(folder);
    const tail = reader.tail(fast());
    const first = take(tail, 2);
    await turn();
    const connection = openToWrite(theDriver(), join(folder, 'branches.db'));
    new BranchWriter(connection).write(recordsOf(0, 2).map(entryOf), at(1));
    expect(await first).toEqual(['run-0', 'run-1']);
    await tail.return();
    connection.close();
  });

  it('goes on behind the last branch when the database was made anew', async () => {
    const { connection, put, reader } = storeOf([recordOf(7), recordOf(8)]);
    const tail = reader.tail(fast({ from: 'start' }));
    expect(await take(tail, 2)).toEqual(['run-7', 'run-8']);
    put(recordOf(9), recordOf(10));
    // With keys that are others, as where journals were read in another order.
    connection.exec(
      'PRAGMA foreign_keys = OFF; UPDATE branch SET key = key + 100; UPDATE ingest SET created_at = 1',
    );
    expect(await take(tail, 2)).toEqual(['run-9', 'run-10']);
    await tail.return();
  });
});
