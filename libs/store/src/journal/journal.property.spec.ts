import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BranchRecord } from 'nestjs-spearmint';
import { encodeRecord } from './encode-record.js';
import {
  asRead,
  filesOf,
  openJournal,
  readAll,
  recordOf,
  tempFolder,
} from './journal.fixture.js';
import { JournalReader } from './journal.reader.js';
import { newJournalName, segmentName } from './segment-name.js';

const value = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
});
const text = fc.string({ unit: 'binary' });
const error = fc.record({ type: text, message: text, stack: text });

/** Records with anything in them, each with an id of its own. */
const records = fc
  .array(
    fc.record(
      {
        config: value,
        output: value,
        error,
        reason: text,
        scores: fc.dictionary(text, fc.double()),
      },
      { requiredKeys: [] },
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((all) =>
    all.map((more, index) => recordOf(index, more as Partial<BranchRecord>)),
  );

/** Puts bytes into a folder as the segment of a journal. */
function segmentWith(bytes: Buffer): string {
  const folder = tempFolder();
  writeFileSync(join(folder, segmentName(newJournalName(0), 1)), bytes);
  return folder;
}

const linesOf = (all: readonly BranchRecord[]): Buffer[] =>
  all.map((record) => Buffer.from(encodeRecord(record, 262_144).line));

describe('a journal, whatever is recorded,', () => {
  it('gives back every record equal, once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        records,
        fc.integer({ min: 1, max: 5 }),
        async (all, size) => {
          const folder = tempFolder();
          const { journal } = openJournal({
            folder,
            segmentBytes: 2_048,
            sync: 'never',
          });
          for (let at = 0; at < all.length; at += size)
            await journal.logBranches(all.slice(at, at + size));
          await journal.close();
          const read = await readAll(folder);
          expect(read.records).toEqual(all.map(asRead));
          expect(read.stats).toEqual({
            read: all.length,
            unreadable: 0,
            torn: 0,
            missed: 0,
          });
        },
      ),
      { numRuns: 15 },
    );
  });

  it('gives back all whole lines in front of a tear, wherever it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        records,
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (all, share) => {
          const lines = linesOf(all);
          const bytes = Buffer.concat(lines);
          const cut = Math.floor(bytes.length * share);
          let end = 0;
          const whole = all.filter(
            (_, index) => (end += lines[index]?.length ?? 0) <= cut,
          );
          const read = await readAll(segmentWith(bytes.subarray(0, cut)));
          expect(read.records).toEqual(whole.map(asRead));
          expect(read.stats.unreadable).toBe(0);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('gives back every line that is intact, and none twice, whatever byte is changed', async () => {
    await fc.assert(
      fc.asyncProperty(
        records,
        fc.double({ min: 0, max: 0.999_999, noNaN: true }),
        fc.integer({ min: 1, max: 255 }),
        async (all, share, change) => {
          const lines = linesOf(all);
          const bytes = Buffer.concat(lines);
          const at = Math.floor(bytes.length * share);
          bytes[at] = (bytes[at] ?? 0) ^ change;
          let start = 0;
          const intact = all.filter((_, index) => {
            const from = start;
            start += lines[index]?.length ?? 0;
            return at < from || at >= start;
          });
          const read = await readAll(segmentWith(bytes));
          expect(read.records).toEqual(intact.map(asRead));
          const isLastBreak = at === bytes.length - 1;
          expect(read.stats.unreadable > 0).toBe(!isLastBreak);
          expect(read.said.length).toBe(isLastBreak ? 0 : 1);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('goes on after any batch without a gap and without a repetition', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        async (first, second) => {
          const folder = tempFolder();
          const { journal } = openJournal({
            folder,
            segmentBytes: 1_024,
            sync: 'never',
          });
          const all = Array.from({ length: first + second }, (_, index) =>
            recordOf(index),
          );
          for (const record of all.slice(0, first))
            await journal.logBranches([record]);
          const before = await readAll(folder);
          for (const record of all.slice(first))
            await journal.logBranches([record]);
          const kept = JSON.parse(
            JSON.stringify(before.position),
          ) as typeof before.position;
          const after = await readAll(folder, { from: kept });
          expect([...before.ids, ...after.ids]).toEqual(
            all.map(({ id }) => id),
          );
          await journal.close();
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('a place within a batch', () => {
  it('is where reading goes on after as many of its entries, whatever is damaged', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
        fc.nat(20),
        async (sound, count) => {
          const lines = sound.map((isSound, index) => {
            const [line = Buffer.alloc(0)] = linesOf([recordOf(index)]);
            if (!isSound) line[60] = (line[60] ?? 0) ^ 1;
            return line;
          });
          const folder = segmentWith(Buffer.concat(lines));
          const ids = sound.flatMap((isSound, index) =>
            isSound ? [`run-${index}`] : [],
          );
          for await (const batch of new JournalReader(
            folder,
            {},
            () => {},
          ).read()) {
            const rest = await readAll(folder, { from: batch.after(count) });
            expect(rest.ids).toEqual(ids.slice(count));
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('a record that is too large', () => {
  const LIMIT = 2_048;

  it('fits after it is cut, and says what was cut', async () => {
    await fc.assert(
      fc.property(
        records,
        fc.integer({ min: 0, max: 5_000 }),
        (all, length) => {
          for (const record of all) {
            const large = {
              ...record,
              output: [record.output, '"é'.repeat(length)],
            };
            const { line, isTruncated } = encodeRecord(large, LIMIT);
            expect(Buffer.byteLength(line)).toBeLessThanOrEqual(LIMIT);
            const { truncated = [], branch } = JSON.parse(line) as {
              truncated?: (keyof BranchRecord)[];
              branch: BranchRecord;
            };
            expect(truncated.length > 0).toBe(isTruncated);
            const whole = asRead(large) as Record<string, unknown>;
            for (const [key, field] of Object.entries(whole))
              if (!truncated.includes(key as keyof BranchRecord))
                expect(branch[key as keyof BranchRecord]).toEqual(field);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is read back with its beginning and its size, and counted', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder, maxRecordBytes: LIMIT });
    const output = 'a long story '.repeat(1_000);
    const stack = `Error\n${'    at x\n'.repeat(1_000)}`;
    await journal.logBranches([
      recordOf(0, { output }),
      recordOf(1, { error: { type: 'Error', message: 'no', stack } }),
      recordOf(2, { reason: 'because '.repeat(1_000) }),
      recordOf(3, {
        scores: Object.fromEntries(
          Array.from({ length: 999 }, (_, i) => [`s${i}`, i]),
        ),
      }),
      recordOf(4),
    ]);
    const [first, second, third, fourth, fifth] = (await readAll(folder))
      .entries;
    expect(first).toMatchObject({
      truncated: ['output'],
      record: { id: 'run-0' },
    });
    const cut = first?.record.output as { $truncated: number; head: string };
    expect(cut.$truncated).toBe(Buffer.byteLength(JSON.stringify(output)));
    expect(cut.head.length).toBeGreaterThan(LIMIT / 2);
    expect(JSON.stringify(output).startsWith(cut.head)).toBe(true);
    expect(second).toMatchObject({
      truncated: ['error'],
      record: { error: { type: 'Error', message: 'no' } },
    });
    expect(second?.record.error?.stack).toMatch(
      /^Error\n {4}at x[^]+\[truncated\]$/,
    );
    expect(third?.record.reason).toMatch(/^because [^]+ \[truncated\]$/);
    expect(fourth).toMatchObject({ truncated: ['scores'] });
    expect(fourth?.record.scores).toBeUndefined();
    expect(fifth).toEqual({ truncated: [], record: asRead(recordOf(4)) });
    expect(journal.stats()).toMatchObject({ recorded: 5, truncated: 4 });
    expect(
      filesOf(folder).map((file) => readFileSync(file).length < 5 * LIMIT),
    ).toEqual([true]);
  });
});
