import type { SqlConnection } from '../../database/driver/sql-connection.interface.js';
import type { Selection } from './branch-conditions.js';

const OF_CONFIG = `
SELECT sum(succeeded + failed + skipped + pending) AS n FROM rollup
WHERE span = 'all' AND experiment = (SELECT experiment FROM config WHERE key = ?) AND config = ?`;
const OF_EXPERIMENT = `
SELECT sum(succeeded + failed + skipped + pending) AS n FROM rollup
WHERE span = 'all' AND experiment = ? AND config = 0`;
const NOT_SUCCESSFUL = `
SELECT sum(r.failed + r.skipped + r.pending) AS n
FROM experiment e CROSS JOIN rollup r ON r.span = 'all' AND r.experiment = e.key AND r.config = 0`;

/**
 * The index that leads to the fewest branches. SQLite has no figures of its own about
 * the tables, and would walk through all branches of an experiment for its few failed
 * ones; the rollups tell how many there are of each.
 *
 * @internal
 */
export function chooseIndex(
  connection: SqlConnection,
  { experiment, configs, isWithoutSuccess, parentId }: Selection,
): string {
  if (typeof parentId === 'string') return 'branch_by_parent';
  const count = (sql: string, ...keys: readonly number[]): number =>
    connection.prepare(sql).get<{ n: number | null }>(...keys)?.n ?? 0;
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
