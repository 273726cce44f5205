import { join } from 'node:path';
import {
  BranchDatabase,
  BranchStore,
  JournalBackend,
  NoSqliteDriverError,
  StoreReader,
} from '@nestjs-spearmint/store';
import { files } from '../../../libs/spearmint/src/config/files.fixture.js';
import { theDriver } from '../../../libs/store/src/database/driver/driver.fixture.js';
import { recordOf } from '../../../libs/store/src/journal/record-of.fixture.js';
import type { Examples } from './error-package.interface.js';

export const storeExamples: Examples = {
  SPEARMINT_E_JOURNAL_OPTION: () =>
    new JournalBackend({ folder: 'journal', segmentBytes: -1 }),
  SPEARMINT_E_JOURNAL_WRITE: async () => {
    // A file stands where the folder should be.
    const folder = join(files({ journal: '' }), 'journal');
    const journal = new JournalBackend({ folder });
    try {
      await journal.logBranches([recordOf(1)]);
    } finally {
      await journal.close();
    }
  },
  SPEARMINT_E_REPLAY: () => new BranchStore().replayDeadLetters('mlflow'),
  SPEARMINT_E_STORE_FILE: () =>
    experimentsIn('CREATE TABLE orders (id INTEGER)'),
  SPEARMINT_E_STORE_MISSING: () =>
    new StoreReader(join(files({}), 'data'), { mode: 'inline' }).experiments(),
  SPEARMINT_E_STORE_OPTIONS: () =>
    new BranchStore({ sync: 'often' as never, maxBytes: 3 }),
  SPEARMINT_E_STORE_BEHIND: () =>
    new BranchDatabase({ folder: 'data/branches' }).caughtUp(),
  SPEARMINT_E_STORE_DRIVER: () => {
    throw new NoSqliteDriverError([
      'Node 20.19.0 has no node:sqlite (22.13 and later do)',
      'better-sqlite3 13.2.0 crashes Node 20.19.0 (12 works on Node 20)',
      'libsql is not installed',
    ]);
  },
  SPEARMINT_E_DATABASE_OPTION: () =>
    new BranchDatabase({ folder: 'data/branches', pollMs: 0 }),
  SPEARMINT_E_STORE_THREAD: () =>
    new BranchDatabase(
      { folder: 'data/branches' },
      { program: new URL('file:///srv/app/dist/store.worker.js') },
    ).start(),
  SPEARMINT_E_STORE_REBUILD: () =>
    new BranchDatabase({ folder: 'data/branches' }).rebuild(),
  SPEARMINT_E_STORE_QUERY: () =>
    new StoreReader('data/spearmint').branches({
      status: 'error' as never,
      limit: 5_000,
    }),
  SPEARMINT_E_STORE_READ: async () => {
    const reader = new StoreReader(files({}));
    await reader.close();
    await reader.experiments();
  },
  SPEARMINT_E_STORE_VERSION: () =>
    experimentsIn(
      'PRAGMA application_id = 0x53504d54; PRAGMA user_version = 9',
    ),
};

/** Reads a file that some statements have made. */
async function experimentsIn(statements: string): Promise<unknown> {
  const path = join(files({}), 'branches.db');
  const connection = theDriver().open(path);
  connection.exec(statements);
  connection.close();
  return new StoreReader(path, { mode: 'inline' }).experiments();
}
