import type { SqlConnection } from '../../database/driver/sql-connection.interface.js';
import { type Condition, condition, isAnyOf } from './condition.js';
import type { PlainFilter } from './plain-filter.js';

/** A filter in terms of the tables. @internal */
export interface Selection {
  /** The key of the experiment, if it is asked for one. */
  readonly experiment: number | undefined;
  /** The keys of the configs, if it is asked for some. */
  readonly configs: readonly number[] | undefined;
  /** Whether branches that succeeded are left out. */
  readonly isWithoutSuccess: boolean;
  readonly parentId: string | null | undefined;
  readonly roles: readonly string[] | undefined;
  /** Whether nothing narrows it but the experiment, roles, and how long they took. */
  readonly isWide: boolean;
  readonly conditions: readonly Condition[];
}

/**
 * What to look for; nothing when there is no such experiment or config.
 *
 * @internal
 */
export function select(
  connection: SqlConnection,
  filter: PlainFilter,
): Selection | undefined {
  const experiment = experimentKey(connection, filter.experiment);
  const configs = configKeys(connection, filter.configIds, experiment);
  if (experiment === null || configs?.length === 0) return undefined;
  const isWithoutSuccess =
    filter.errorTypes !== undefined ||
    (filter.statuses !== undefined && !filter.statuses.includes('success'));
  return {
    experiment,
    configs,
    isWithoutSuccess,
    parentId: filter.parentId,
    roles: filter.roles,
    isWide:
      !isWithoutSuccess &&
      [configs, filter.parentId, filter.from, filter.to, filter.text].every(
        (narrow) => narrow === undefined,
      ),
    conditions: [
      // With one config, its index tells the experiment too.
      ...(experiment === undefined || configs?.length === 1
        ? []
        : [condition('b.experiment = ?', experiment)]),
      ...(configs === undefined ? [] : [isAnyOf('b.config', configs)]),
      // As it stands there, so that the index of such branches can be used.
      ...(isWithoutSuccess ? [condition("b.status <> 'success'")] : []),
      ...conditionsOf(filter),
    ],
  };
}

function conditionsOf(filter: PlainFilter): Condition[] {
  const { statuses, roles, errorTypes, parentId, text } = filter;
  const conditions: Condition[] = [];
  const bound = (sql: string, value: number | undefined): void => {
    if (value !== undefined) conditions.push(condition(sql, value));
  };
  bound('b.started_at >= ?', filter.from);
  bound('b.started_at < ?', filter.to);
  bound('b.duration_ms >= ?', filter.minDurationMs);
  bound('b.duration_ms <= ?', filter.maxDurationMs);
  if (statuses !== undefined) conditions.push(isAnyOf('b.status', statuses));
  if (roles !== undefined) conditions.push(isAnyOf('b.role', roles));
  if (errorTypes !== undefined)
    conditions.push(
      condition("b.status = 'failed'"),
      isAnyOf('b.error_type', errorTypes),
    );
  if (parentId === null) conditions.push(condition('b.parent_id IS NULL'));
  else if (parentId !== undefined)
    conditions.push(condition('b.parent_id = ?', parentId));
  if (text !== undefined) conditions.push(contains(text));
  return conditions;
}

/** Values are kept as JSON, so that the text is looked for as it stands there. */
function contains(text: string): Condition {
  const pattern = (part: string): string =>
    `%${part.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const inJson = pattern(JSON.stringify(text).slice(1, -1));
  const like = "LIKE ? ESCAPE '\\'";
  return condition(
    `(b.reason ${like} OR EXISTS (SELECT 1 FROM payload p WHERE p.branch = b.key
      AND (p.output ${like} OR p.args ${like} OR p.error ${like})))`,
    pattern(text),
    inJson,
    inJson,
    inJson,
  );
}

/** Null when there is none of this name. @internal */
export function experimentKey(
  connection: SqlConnection,
  name: string | undefined,
): number | null | undefined {
  if (name === undefined) return undefined;
  const row = connection
    .prepare('SELECT key FROM experiment WHERE name = ?')
    .get<{ key: number }>(name);
  return row?.key ?? null;
}

function configKeys(
  connection: SqlConnection,
  ids: readonly string[] | undefined,
  experiment: number | null | undefined,
): number[] | undefined {
  if (ids === undefined) return undefined;
  const sql =
    'SELECT key FROM config WHERE id IN (SELECT value FROM json_each(?))';
  const list = JSON.stringify(ids);
  const rows =
    experiment === undefined || experiment === null
      ? connection.prepare(sql).all<{ key: number }>(list)
      : connection
          .prepare(`${sql} AND experiment = ?`)
          .all<{ key: number }>(list, experiment);
  return rows.map(({ key }) => key);
}
