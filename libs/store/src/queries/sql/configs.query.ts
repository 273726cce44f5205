import type { SqlConnection } from '../../database/driver/sql-connection.interface.js';
import type { MomentsRow } from '../../database/sketch/moments.js';
import type { ConfigStats } from '../results/config-stats.interface.js';
import { experimentKey } from './branch-conditions.js';
import { ConfigTally, type TalliedRow } from './config-tally.js';
import { DAY_MS, rollupSlices } from './rollup-slices.js';
import { storedConfigs } from './stored-configs.js';

/** @internal */
export interface ConfigsTask {
  readonly experiment: string;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly role: string | undefined;
}

const SLICE = `
FROM rollup r
WHERE r.span = ? AND r.experiment = ? AND r.config <> 0 AND r.start >= ? AND r.start < ?
AND r.role = coalesce(?, r.role)`;
const FIGURES = `
SELECT r.config, r.succeeded, r.failed, r.skipped, r.first_at, r.last_at,
  r.timed, r.mean_ms, r.m2_ms, r.min_ms, r.max_ms, r.sketch ${SLICE}`;
const SCORES = `
SELECT r.config, m.name, s.n, s.mean, s.m2, s.least, s.most
FROM (SELECT r.key, r.config ${SLICE}) r
CROSS JOIN rollup_score s ON s.rollup = r.key CROSS JOIN metric m ON m.key = s.metric
ORDER BY m.name`;

/** Whether the branches of the hours that are kept are all those of the day. */
const HOURS = `
SELECT coalesce(sum(CASE span WHEN 'day' THEN n ELSE -n END), 0) AS missing
FROM (
  SELECT span, succeeded + failed + skipped + pending AS n FROM rollup
  WHERE span = 'day' AND experiment = ? AND config = 0 AND start = ?
  UNION ALL
  SELECT span, succeeded + failed + skipped + pending FROM rollup
  WHERE span = 'hour' AND experiment = ? AND config = 0 AND start >= ? AND start < ?
)`;

/** The configs of an experiment, in the order in which they were first seen. @internal */
export function readConfigs(
  connection: SqlConnection,
  task: ConfigsTask,
): ConfigStats[] {
  const experiment = experimentKey(connection, task.experiment);
  if (typeof experiment !== 'number') return [];
  const hasHours = (day: number): boolean =>
    connection
      .prepare(HOURS)
      .get<{ missing: number }>(experiment, day, experiment, day, day + DAY_MS)
      ?.missing === 0;
  const tallies = new Map<number, ConfigTally>();
  const tallyOf = (config: number): ConfigTally => {
    const tally = tallies.get(config) ?? new ConfigTally();
    tallies.set(config, tally);
    return tally;
  };
  for (const slice of rollupSlices(task.from, task.to, hasHours)) {
    const values = [
      slice.span,
      experiment,
      slice.from,
      slice.to,
      task.role ?? null,
    ] as const;
    for (const row of connection
      .prepare(FIGURES)
      .all<TalliedRow & { config: number }>(...values))
      tallyOf(row.config).add(row);
    for (const row of connection
      .prepare(SCORES)
      .all<MomentsRow & { config: number; name: string }>(...values))
      tallyOf(row.config).addScore(row.name, row);
  }
  const configs = storedConfigs(
    connection,
    [...tallies.keys()].sort((one, other) => one - other),
  );
  return [...configs].map(([key, config]) => tallyOf(key).toStats(config));
}
