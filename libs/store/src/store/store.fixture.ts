import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { type BranchRecord, LoggerBackend } from 'nestjs-spearmint';
import { rowsOf } from '../database/database.fixture.js';
import { openToRead } from '../database/open-database.js';
import type { SinkInput, SinkOptions } from '../sinks/sink-options.js';
import type { SinkStats } from '../sinks/sink-stats.interface.js';
import { BranchStore } from './branch-store.js';
import type { StoreOptions } from './store-options.js';
import type { StoreSeams } from './store-seams.js';

/** Sinks that lose no time. */
export const FAST: Partial<SinkOptions> = {
  gatherMs: 0,
  pollMs: 5,
  backoffMs: 1,
  maxBackoffMs: 2,
};

/** How long a test waits for what should come at once. */
export const SOON = 10_000;

const stores: BranchStore[] = [];

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

/** A store without a database that is open, and closed after the test, and what it said. */
export function openStore(
  options: Partial<StoreOptions>,
  seams: Partial<StoreSeams> = {},
): { store: BranchStore; said: string[]; logged: string[] } {
  const said: string[] = [];
  const logged: string[] = [];
  const store = new BranchStore(
    { sync: 'never', database: false, ...options },
    {
      warn: (message) => said.push(message),
      log: (message) => logged.push(message),
      ...seams,
    },
  );
  stores.push(store);
  store.open();
  return { store, said, logged };
}

/** What a backend does with records before it takes them: nothing, throw, or wait. */
export type Fault = (records: readonly BranchRecord[]) => void | Promise<void>;

/** Takes records, and keeps what it has taken, batch by batch. */
export class KeepingBackend extends LoggerBackend {
  readonly batches: string[][] = [];
  calls = 0;
  flushes = 0;
  closes = 0;
  fault: Fault;

  constructor(fault: Fault = () => undefined) {
    super();
    this.fault = fault;
  }

  get ids(): string[] {
    return this.batches.flat();
  }

  override async logBranches(records: readonly BranchRecord[]): Promise<void> {
    this.calls++;
    await this.fault(records);
    this.batches.push(records.map(({ id }) => id));
  }

  override flush(): void {
    this.flushes++;
  }

  override close(): void {
    this.closes++;
  }
}

/** A sink that loses no time. */
export const fast = (
  backend: LoggerBackend,
  options: Partial<SinkOptions> = {},
): SinkInput => ({ ...FAST, name: 'sink', ...options, backend });

export const down: Fault = () => {
  throw new Error('connection refused');
};
export const hang: Fault = () => new Promise(() => undefined);

/** Refuses some records, and whatever comes along with them. */
export const refusing =
  (...bad: string[]): Fault =>
  (records) => {
    if (records.some(({ id }) => bad.includes(id)))
      throw new Error('too large');
  };

export const statsOf = (store: BranchStore, name = 'sink'): SinkStats =>
  store.stats().sinks.find((sink) => sink.name === name) as SinkStats;

/** The ids of the branches that are in the database of a store, in its order. */
export function storedIds({ database }: BranchStore): unknown[] {
  if (database === undefined) return [];
  const connection = openToRead(database.driver, database.path);
  try {
    return rowsOf(connection, 'SELECT id FROM branch ORDER BY key').map(
      ({ id }) => id,
    );
  } finally {
    connection.close();
  }
}

/** Resolves once something holds, looked at in each turn of the event loop. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

/** The text of a file; none where it is not there. */
export function existing(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** Puts a folder with something in it where a file should be. */
export function blockWith(path: string): void {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'in-the-way'), '');
}
