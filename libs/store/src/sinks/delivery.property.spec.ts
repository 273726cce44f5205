import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BranchRecord } from 'nestjs-spearmint';
import {
  idsOf,
  readAll,
  recordsOf,
  tempFolder,
} from '../journal/journal.fixture.js';
import type { JournalPosition } from '../journal/journal-position.interface.js';
import { sinkFiles } from '../journal/sink-files.js';
import {
  existing,
  fast,
  KeepingBackend,
  openStore,
  SOON,
} from '../store/store.fixture.js';

type Outcome = 'ok' | 'throws' | 'late' | 'hangs' | 'taken, then throws';
const outcome = fc.constantFrom<Outcome>(
  'ok',
  'ok',
  'ok',
  'throws',
  'throws',
  'late',
  'hangs',
  'taken, then throws',
);

/** What a process does: so many records, in batches of so many, then it ends. */
const run = fc.record({
  records: fc.integer({ min: 0, max: 40 }),
  batch: fc.integer({ min: 1, max: 12 }),
  outcomes: fc.array(outcome, { maxLength: 30 }),
  waits: fc.boolean(),
});

interface Snapshot {
  readonly cursor: JournalPosition;
  readonly delivered: ReadonlySet<string>;
}

/** Does with each call what comes next, and notes how far the cursor is then. */
class RandomBackend extends KeepingBackend {
  readonly snapshots: Snapshot[] = [];

  constructor(
    private readonly folder: string,
    outcomes: readonly Outcome[],
    private readonly before: readonly string[],
  ) {
    const left = [...outcomes];
    super((records) => this.meet(left.shift() ?? 'ok', records));
  }

  snapshot(): void {
    const text = existing(sinkFiles(this.folder, 'sink').cursor) || '{}';
    this.snapshots.push({
      cursor: JSON.parse(text) as JournalPosition,
      delivered: new Set([...this.before, ...this.ids]),
    });
  }

  private meet(
    what: Outcome,
    records: readonly BranchRecord[],
  ): void | Promise<void> {
    this.snapshot();
    switch (what) {
      case 'throws':
        throw new Error('refused');
      case 'hangs':
        return new Promise(() => undefined);
      case 'late':
        return new Promise((resolve) => setImmediate(resolve));
      case 'taken, then throws':
        this.batches.push(idsOf(records));
        throw new Error('cut off');
      default:
        return undefined;
    }
  }
}

const lettersIn = (folder: string): string[] =>
  ['dead-letters.jsonl', 'dead-letters.older.jsonl'].flatMap((name) =>
    existing(`${sinkFiles(folder, 'sink').folder}/${name}`)
      .split('\n')
      .filter((line) => line !== '')
      .map(
        (line) => (JSON.parse(line) as { branch: { id: string } }).branch.id,
      ),
  );

/** The ids in the order in which each came last. */
const lastOf = (ids: readonly string[]): string[] =>
  [...new Set([...ids].reverse())].reverse();

describe('a sink whose backend fails at random, over several processes,', () => {
  it('delivers each record at least once, in the order of its journal, and its cursor is never ahead', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(run, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(1_024, 100_000),
        fc.constantFrom(1, 3, 256),
        async (runs, segmentBytes, batchSize) => {
          const folder = tempFolder();
          const delivered: string[] = [];
          const snapshots: Snapshot[] = [];
          const journals: string[][] = [];
          let next = 0;
          for (const { records, batch, outcomes, waits } of [
            ...runs,
            { records: 0, batch: 1, outcomes: [], waits: true },
          ]) {
            const backend = new RandomBackend(folder, outcomes, delivered);
            const { store } = openStore({
              folder,
              segmentBytes,
              drainMs: 20,
              sinks: [
                fast(backend, { batchSize, callTimeoutMs: 4, attempts: 3 }),
              ],
            });
            const own = recordsOf(next, records);
            next += records;
            for (let at = 0; at < own.length; at += batch)
              await store.logBranches(own.slice(at, at + batch));
            if (waits) expect(await store.delivered(SOON)).toBe(true);
            await store.close();
            backend.snapshot();
            journals.push(idsOf(own));
            delivered.push(...backend.ids);
            snapshots.push(...backend.snapshots);
          }

          const dead = new Set(lettersIn(folder));
          const all = journals.flat();
          const got = new Set(delivered);
          expect(all.filter((id) => !got.has(id) && !dead.has(id))).toEqual([]);
          for (const journal of journals) {
            const mine = new Set(journal.filter((id) => !dead.has(id)));
            expect(lastOf(delivered.filter((id) => mine.has(id)))).toEqual([
              ...mine,
            ]);
          }
          for (const { cursor, delivered: by } of snapshots) {
            const rest = new Set((await readAll(folder, { from: cursor })).ids);
            const written = all.filter(
              (id) => !rest.has(id) && !by.has(id) && !dead.has(id),
            );
            expect(written).toEqual([]);
          }
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);
});
