import type {
  SqlConnection,
  SqlValue,
} from '../../database/driver/sql-connection.interface.js';
import type { Selection } from './branch-conditions.js';

const OF_CONFIG = `
SELECT sum(succeeded + failed + skipped + pending) AS n FROM rollup
WHERE span = 'all' AND experiment = (SELECT experiment FROM config WHERE key = ?) AND config = ?`;
const OF_EXPERIMENT = `
SELECT sum(succeeded + failed + skipped + pending) AS n FROM rollup
WHERE span = 'all' AND experiment = ? AND config = 0`;
const IN_ROLES = `
SELECT coalesce(sum(succeeded + failed + skipped + pending), 0) AS n FROM rollup
WHERE span = 'all' AND experiment = ? AND config = 0 AND role IN (SELECT value FROM json_each(?))`;
const NOT_SUCCESSFUL = `
SELECT sum(r.failed + r.skipped + r.pending) AS n
FROM experiment e CROSS JOIN rollup r ON r.span = 'all' AND r.experiment = e.key AND r.config = 0`;

/** Of how many branches one has to be asked for, so that a page is soon found in their order. */
const SCARCE = 20;

/**
 * The index that leads to the fewest branches. SQLite has no figures of its own about
 * the tables, and would walk through all branches of an experiment for its few failed
 * ones; the rollups tell how many there are of each.
 *
 * @internal
 */
export function chooseIndex(
  connection: SqlConnection,
  selection: Selection,
  order: 'started_at' | 'duration_ms',
): string {
  const { experiment, configs, isWithoutSuccess, parentId } = selection;
  if (typeof parentId === 'string') return 'branch_by_parent';
  const count = (sql: string, ...values: readonly SqlValue[]): number =>
    connection.prepare(sql).get<{ n: number | null }>(...values)?.n ?? 0;
  if (order === 'duration_ms' && isSoonFound(selection, count))
    return 'branch_by_duration';
  const [config] = configs?.length === 1 ? configs : [];
  const choices: (readonly [index: string, branches: number])[] = [];
  if (config !== undefined)
    choices.push(['branch_by_config', count(OF_CONFIG, config, config)]);
  if (experiment !== undefined && config === undefined)
    choices.push(['branch_by_experiment', count(OF_EXPERIMENT, experiment)]);
  if (isWithoutSuccess)
    choices.push(['branch_not_successful', count(NOT_SUCCESSFUL)]);
  choices.sort(([, one], [, other]) => one - other);
  return choices[0]?.[0] ?? 'branch_by_time';
}

/** Whether a walk through an experiment's branches, by duration, meets a page of them soon. */
function isSoonFound(
  { experiment, isWide, roles }: Selection,
  count: (sql: string, ...values: readonly SqlValue[]) => number,
): boolean {
  if (experiment === undefined || !isWide) return false;
  if (roles === undefined) return true;
  const asked = count(IN_ROLES, experiment, JSON.stringify(roles));
  return asked * SCARCE > count(OF_EXPERIMENT, experiment);
}
