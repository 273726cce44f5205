import * as fs from 'node:fs';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { type BranchRecord, jsonSafe } from 'nestjs-spearmint';
import type { JournalEntry } from './journal-entry.interface.js';
import type { JournalOptions } from './journal-options.js';
import type { JournalFs, JournalSeams } from './journal-seams.interface.js';
import { JournalBackend } from './journal.backend.js';
import { recordOf } from './record-of.fixture.js';
import { JournalReader, type JournalReadOptions } from './journal.reader.js';

export { recordOf };

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** Has something done after the test, what came last first. */
export function afterwards(clean: () => unknown): void {
  cleanups.push(clean);
}

/** A folder of its own, removed after the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spearmint-journal-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A journal that is closed after the test, and what it said. */
export function openJournal(
  options: Partial<JournalOptions> & { folder: string },
  seams: Partial<JournalSeams> = {},
): { journal: JournalBackend; said: string[] } {
  const said: string[] = [];
  const journal = new JournalBackend(options, {
    warn: (message) => said.push(message),
    ...seams,
  });
  cleanups.push(() => journal.close());
  return { journal, said };
}

export const recordsOf = (from: number, count: number): BranchRecord[] =>
  Array.from({ length: count }, (_, index) => recordOf(from + index));

/** What is read back for a record that fits. */
export const asRead = (record: BranchRecord): unknown =>
  JSON.parse(JSON.stringify(jsonSafe(record)));

/** All that a folder holds from a position on, and what the reader counted and said. */
export async function readAll(
  folder: string,
  options: JournalReadOptions = {},
) {
  const said: string[] = [];
  const reader = new JournalReader(folder, {}, (message) => said.push(message));
  const entries: JournalEntry[] = [];
  let position = options.from ?? {};
  for await (const batch of reader.read(options)) {
    entries.push(...batch.entries);
    ({ position } = batch);
  }
  const records = entries.map(({ record }) => record);
  const ids = records.map(({ id }) => id);
  return { entries, records, ids, position, said, stats: reader.stats() };
}

export const idsOf = (records: readonly BranchRecord[]): string[] =>
  records.map(({ id }) => id);

/** The files of a folder that end so, in order. */
export const filesOf = (folder: string, end = '.jsonl'): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(end))
    .sort()
    .map((file) => join(folder, file));

/** The file system, with some of its functions replaced. */
export const fsWith = (replaced: Partial<JournalFs>): JournalFs => ({
  ...fs,
  ...replaced,
});

/** An error as the system raises it. */
export const systemError = (code: string): Error =>
  Object.assign(new Error(`${code}: a fault of the test`), { code });
