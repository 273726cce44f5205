import { afterEach } from '@jest/globals';
import type { BranchRecord } from 'nestjs-spearmint';
import { dirname } from 'node:path';
import { at, entryOf, freshDatabase } from '../database/database.fixture.js';
import { StoreReader } from './store-reader.js';
import type { StoreReaderOptions } from './store-reader-options.js';

const closes: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0).reverse()) await close();
});

/** A reader that is closed after the test. */
export function openReader(
  path: string,
  options: Partial<StoreReaderOptions> = {},
): StoreReader {
  const reader = new StoreReader(path, { mode: 'inline', ...options });
  closes.push(() => reader.close());
  return reader;
}

/** A database that records can be put into, and a reader of it. */
export function storeOf(records: readonly BranchRecord[] = []) {
  const { path, connection, writer } = freshDatabase();
  closes.push(() => connection.close());
  let offset = 0;
  const put = (...more: readonly BranchRecord[]): void => {
    writer.write(more.map(entryOf), at(++offset));
  };
  put(...records);
  return {
    path,
    connection,
    put,
    folder: dirname(path),
    reader: openReader(path),
  };
}
