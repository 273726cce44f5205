import { immediate } from '../driver/immediate.js';
import type { SqlConnection } from '../driver/sql-connection.interface.js';

/** What is kept. @internal */
export interface ExpiryLimits {
  readonly maxAgeMs: number;
  readonly maxBytes: number;
}

/** How many branches a transaction deletes at most. */
const SLICE = 500;

/**
 * Deletes some of the branches that are too old or too many, the oldest first, and
 * the figures of hours that are too old. Those of days and of all time stay.
 *
 * @returns how many branches, and whether those were the last ones.
 * @internal
 */
export function expireSlice(
  connection: SqlConnection,
  { maxAgeMs, maxBytes }: ExpiryLimits,
  epochMs: number,
): { readonly deleted: number; readonly isDone: boolean } {
  const before = epochMs - maxAgeMs;
  const isTooLarge = usedBytes(connection) > maxBytes;
  return immediate(connection, () => {
    connection.exec(
      'CREATE TEMP TABLE IF NOT EXISTS expired (key INTEGER PRIMARY KEY)',
    );
    connection.exec('DELETE FROM expired');
    const chosen = connection
      .prepare(
        // The last one stays, so that keys go on from it.
        `INSERT INTO expired SELECT key FROM branch WHERE ${isTooLarge ? '? IS NOT NULL' : 'started_at < ?'}
         AND key < (SELECT max(key) FROM branch) ORDER BY ${isTooLarge ? 'key' : 'started_at'} LIMIT ${SLICE}`,
      )
      .run(before);
    if (chosen > 0) deleteChosen(connection, chosen);
    const isDone = chosen < SLICE;
    if (isDone) deleteHours(connection, before);
    return { deleted: chosen, isDone };
  });
}

function deleteChosen(connection: SqlConnection, count: number): void {
  for (const [table, column] of [
    ['payload', 'branch'],
    ['score', 'branch'],
    ['branch', 'key'],
  ])
    connection.exec(
      `DELETE FROM ${table} WHERE ${column} IN (SELECT key FROM expired)`,
    );
  connection
    .prepare('UPDATE ingest SET rows_expired = rows_expired + ?')
    .run(count);
}

function deleteHours(connection: SqlConnection, before: number): void {
  const old = "span = 'hour' AND start < ?";
  connection
    .prepare(
      `DELETE FROM rollup_score WHERE rollup IN (SELECT key FROM rollup WHERE ${old})`,
    )
    .run(before);
  connection.prepare(`DELETE FROM rollup WHERE ${old}`).run(before);
}

/** Without the pages that are free to be used again. */
function usedBytes(connection: SqlConnection): number {
  const of = (name: string): number =>
    connection.prepare(`PRAGMA ${name}`).get<Record<string, number>>()?.[
      name
    ] ?? 0;
  return (of('page_count') - of('freelist_count')) * of('page_size');
}
