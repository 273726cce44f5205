import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  BranchStore,
  JournalReader,
  type StoreOptions,
  StoreReader,
} from '@nestjs-spearmint/store';
import type { BranchRecord } from 'nestjs-spearmint';
import { AppModule } from '../src/app.module.js';
import { FILM_ROWS } from '../src/films/films.constants.js';
import { storeOptions } from '../src/records/store-options.js';
import { FEW_ROWS } from './films.fixture.js';

/** An app with few films and a store of its own. */
export interface StartedApp {
  readonly app: INestApplication<Server>;
  /** The folder of the store. */
  readonly folder: string;
  /** What is in the journal. */
  recorded(): Promise<BranchRecord[]>;
  /** Ends the app, if it still runs, and removes the folder. */
  stop(): Promise<void>;
}

/**
 * Starts the app as it is deployed.
 *
 * @param program of the database's thread, which is no file of the sources; there is no database without.
 */
export async function startApp(program?: URL): Promise<StartedApp> {
  const { folder, remove } = storeFolder();
  const module = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(FILM_ROWS)
    .useValue(FEW_ROWS)
    .overrideProvider(BranchStore)
    .useFactory({ factory: () => storeOf(program) })
    // Its thread is no file of the sources either.
    .overrideProvider(StoreReader)
    .useFactory({
      factory: () => new StoreReader(folder, { mode: 'inline' }),
    })
    .compile();
  const app = module.createNestApplication<INestApplication<Server>>({
    logger: false,
  });
  await app.init();
  return {
    app,
    folder,
    recorded: () => recordsIn(folder),
    stop: async () => {
      await app.close();
      remove();
    },
  };
}

/** With the options of the app. */
function storeOf(program: URL | undefined): BranchStore {
  const options = storeOptions() as Partial<StoreOptions>;
  return program === undefined
    ? new BranchStore({ ...options, database: false })
    : new BranchStore(options, { program });
}

/** A folder that the app records into, until it is removed. */
export function storeFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'movie-search-'));
  process.env['MOVIE_SEARCH_STORE'] = folder;
  const remove = (): void => {
    delete process.env['MOVIE_SEARCH_STORE'];
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, remove };
}

async function recordsIn(folder: string): Promise<BranchRecord[]> {
  const records: BranchRecord[] = [];
  for await (const { entries } of new JournalReader(folder).read())
    records.push(...entries.map(({ record }) => record));
  return records;
}
