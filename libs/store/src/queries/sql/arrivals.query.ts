import type { SqlConnection } from '../../database/driver/sql-connection.interface.js';
import { QueryFault } from '../errors/read-fault.js';
import type { StoredBranch } from '../results/stored-branch.interface.js';
import {
  type BranchColumns,
  COLUMNS,
  JOINS,
  toBranches,
} from './branch-columns.js';
import { select } from './branch-conditions.js';
import { allOf } from './condition.js';
import type { PlainFilter } from './plain-filter.js';

/** Behind which branch to go on, in the order of arrival. @internal */
export interface Arrival {
  /** When the database was made: one that was made anew has other keys. */
  readonly database: number;
  readonly key: number;
  readonly id: string | undefined;
}

/** Where to begin: a time in milliseconds, or one of the others. @internal */
export type ArrivalStart =
  'now' | 'start' | number | { readonly after: string } | Arrival;

/** @internal */
export interface ArrivalsTask {
  readonly at: ArrivalStart;
  readonly filter: PlainFilter;
  readonly limit: number;
}

/** @internal */
export interface Arrivals {
  readonly branches: readonly StoredBranch[];
  readonly at: Arrival;
  /** Whether there was nothing more at the moment. */
  readonly isEnd: boolean;
}

/**
 * The branches that have come since. There is one writer, and it counts keys up, so
 * that none comes in behind a place that was read.
 *
 * @internal
 */
export function readArrivals(
  connection: SqlConnection,
  { at, filter, limit }: ArrivalsTask,
): Arrivals {
  const start = placeOf(connection, at);
  const end = lastOf(connection);
  const selection = select(connection, filter);
  if (selection === undefined) return { branches: [], at: end, isEnd: true };
  const { sql, values } = allOf(selection.conditions);
  const rows = connection
    .prepare(
      `SELECT ${COLUMNS} FROM branch b NOT INDEXED ${JOINS} WHERE b.key > ? AND ${sql} ORDER BY b.key LIMIT ?`,
    )
    .all<BranchColumns>(start.key, ...values, limit);
  const last = rows.at(-1);
  const isEnd = rows.length < limit || last === undefined;
  return {
    branches: toBranches(connection, rows),
    at: isEnd ? end : { database: end.database, key: last.key, id: last.id },
    isEnd,
  };
}

function placeOf(connection: SqlConnection, at: ArrivalStart): Arrival {
  const end = lastOf(connection);
  if (at === 'now') return end;
  const begin = { ...end, key: 0, id: undefined };
  if (at === 'start') return begin;
  if (typeof at === 'number') {
    const row = connection
      .prepare(
        'SELECT min(key) AS key FROM branch INDEXED BY branch_by_time WHERE started_at >= ?',
      )
      .get<{ key: number | null }>(at);
    return row === undefined || row.key === null
      ? end
      : { ...begin, key: row.key - 1 };
  }
  if ('after' in at) {
    const key = keyOf(connection, at.after);
    if (key !== undefined) return { ...begin, key };
    throw new QueryFault({
      kind: 'query',
      problem: {
        name: 'from.after',
        value: at.after,
        needed: 'the id of a branch that is in the store',
      },
    });
  }
  if (at.database === end.database) return at;
  // Made anew meanwhile: behind the last one that was read, where that is in it.
  if (at.id === undefined) return begin;
  const key = keyOf(connection, at.id);
  return key === undefined ? end : { ...begin, key };
}

function lastOf(connection: SqlConnection): Arrival {
  const database =
    connection
      .prepare('SELECT created_at FROM ingest')
      .get<{ created_at: number }>()?.created_at ?? 0;
  const last = connection
    .prepare('SELECT key, id FROM branch ORDER BY key DESC LIMIT 1')
    .get<{ key: number; id: string }>();
  return { database, key: last?.key ?? 0, id: last?.id };
}

function keyOf(connection: SqlConnection, id: string): number | undefined {
  return connection
    .prepare('SELECT key FROM branch WHERE id = ?')
    .get<{ key: number }>(id)?.key;
}
