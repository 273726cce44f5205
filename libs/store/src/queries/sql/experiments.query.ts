import type { SqlConnection } from '../../database/driver/sql-connection.interface.js';
import type { ExperimentStats } from '../results/experiment-stats.interface.js';

const EXPERIMENTS = `
SELECT e.name AS experiment, sum(r.succeeded + r.failed) AS n, sum(r.succeeded) AS succeeded,
  sum(r.failed) AS failed, sum(r.skipped) AS skipped,
  (SELECT count(*) FROM config c WHERE c.experiment = e.key) AS configs,
  min(r.first_at) AS firstAt, max(r.last_at) AS lastAt
FROM experiment e CROSS JOIN rollup r ON r.span = 'all' AND r.experiment = e.key AND r.config = 0
GROUP BY e.key ORDER BY e.name`;

/** By name. @internal */
export function readExperiments(connection: SqlConnection): ExperimentStats[] {
  return connection
    .prepare(EXPERIMENTS)
    .all<ExperimentStats>()
    .map((row) => ({ ...row }));
}
