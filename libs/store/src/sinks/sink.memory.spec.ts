import { describe, expect, it } from '@jest/globals';
import { recordOf, tempFolder } from '../journal/journal.fixture.js';
import {
  down,
  fast,
  hang,
  KeepingBackend,
  openStore,
  statsOf,
  until,
} from '../store/store.fixture.js';

const BATCHES = 400;
const BATCH = 100;
const MEBIBYTE = 1_048_576;

/** What is in use after all that can go has gone, in bytes. */
function used(): number {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe('a sink that takes nothing while 40 MB are recorded', () => {
  it.each([
    ['is down', down],
    ['hangs', hang],
  ])(
    'and %s holds one batch in memory',
    async (_, fault) => {
      const text = 'x'.repeat(800);
      const { store } = openStore({
        folder: tempFolder(),
        drainMs: 10,
        sinks: [
          fast(new KeepingBackend(fault), {
            backoffMs: 100,
            maxBackoffMs: 500,
          }),
        ],
      });
      const record = async (batch: number): Promise<void> => {
        const records = Array.from({ length: BATCH }, (_, index) =>
          recordOf(batch * BATCH + index, { output: text }),
        );
        await store.logBranches(records);
        await new Promise((resolve) => setImmediate(resolve));
      };
      for (let batch = 0; batch < 20; batch++) await record(batch);
      const before = used();
      for (let batch = 20; batch < BATCHES; batch++) await record(batch);
      await until(() => statsOf(store).behindBytes > 40 * MEBIBYTE);
      expect((used() - before) / MEBIBYTE).toBeLessThan(4);
    },
    60_000,
  );
});
