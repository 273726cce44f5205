import { immediate } from '../driver/immediate.js';
import type { SqlConnection } from '../driver/sql-connection.interface.js';
import { BUCKETS, durationOf } from '../sketch/latency-buckets.js';
import { StoreFault } from '../store-fault.js';
import { VERSION_1 } from './version-1.sql.js';
import { VERSION_2 } from './version-2.sql.js';
import { CREATE_VIEWS } from './views.sql.js';

/** One version's changes to the one before it. @internal */
export type SchemaStep = (connection: SqlConnection) => void;

/** The first one makes version 1 of an empty file, the next one 2 of that, and so on. */
const STEPS: readonly SchemaStep[] = [
  (connection) => {
    connection.exec(VERSION_1);
    const { run } = connection.prepare(
      'INSERT INTO latency_bucket VALUES (?, ?)',
    );
    for (let bucket = 0; bucket < BUCKETS; bucket++)
      run(bucket, durationOf(bucket));
    connection
      .prepare('INSERT INTO ingest VALUES (1, 0, ?, 0)')
      .run(Date.now());
  },
  (connection) => connection.exec(VERSION_2),
];

/** The version that this code reads and writes. @internal */
export const SCHEMA_VERSION = STEPS.length;

/** "SPMT" in the file's header: that it is one of ours. */
const APPLICATION = 0x53504d54;

/**
 * Brings a database to the version of this code.
 *
 * @throws StoreFault when it is of a later version, or not of this library at all.
 * @internal
 */
export function migrate(
  connection: SqlConnection,
  steps: readonly SchemaStep[] = STEPS,
): void {
  const found = checkVersion(connection, steps.length);
  if (found === steps.length) return;
  immediate(connection, () => {
    // Another process may have done it meanwhile.
    const from = checkVersion(connection, steps.length);
    if (from === steps.length) return;
    for (const view of viewsOf(connection))
      connection.exec(`DROP VIEW "${view}"`);
    for (const step of steps.slice(from)) step(connection);
    connection.exec(CREATE_VIEWS);
    connection.exec(
      `PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${steps.length}`,
    );
  });
}

/**
 * The version of a database; 0 when it is empty.
 *
 * @throws StoreFault when it is of a later version, or not of this library at all.
 * @internal
 */
export function checkVersion(
  connection: SqlConnection,
  known = SCHEMA_VERSION,
): number {
  // First, since another process may be making it: what has tables has its mark.
  const wasEmpty = isEmpty(connection);
  const application = pragma(connection, 'application_id');
  const version = pragma(connection, 'user_version');
  if (application !== APPLICATION && !wasEmpty)
    throw new StoreFault(
      'SPEARMINT_E_STORE_FILE',
      'The file is a database of another program, and was left as it is. Give the store a file of its own.',
    );
  if (version > known)
    throw new StoreFault(
      'SPEARMINT_E_STORE_VERSION',
      `The database is of version ${version}, and this release of @nestjs-spearmint/store knows ${known} at most. ` +
        'Use a release as new as the one that made it, or move the file away: it is made again from the journal.',
    );
  return version;
}

function isEmpty(connection: SqlConnection): boolean {
  return (
    connection.prepare('SELECT 1 FROM sqlite_master LIMIT 1').get() ===
    undefined
  );
}

function viewsOf(connection: SqlConnection): string[] {
  return connection
    .prepare("SELECT name FROM sqlite_master WHERE type = 'view'")
    .all<{ name: string }>()
    .map(({ name }) => name);
}

function pragma(connection: SqlConnection, name: string): number {
  const row = connection
    .prepare(`PRAGMA ${name}`)
    .get<Record<string, number>>();
  return row?.[name] ?? 0;
}
