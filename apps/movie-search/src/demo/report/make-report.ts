import type { BranchRecord, ConfigPool } from 'nestjs-spearmint';
import { shortLabel } from '../../search/short-label.js';
import type { DemoQuery } from '../queries/query.interface.js';
import type { Random } from '../random.js';
import { comparePairs } from '../statistics/compare-pairs.js';
import { judge } from '../statistics/verdict.js';
import type { ConfigReport } from './config-report.interface.js';
import { ConfigScores } from './config-scores.js';

/** A row per config, the best first; the pool's first config is what the others are compared with. */
export function makeReport(
  pool: ConfigPool,
  records: readonly BranchRecord[],
  queries: readonly DemoQuery[],
  random: Random,
): ConfigReport[] {
  const scores = Array.from(
    pool,
    ({ id }) =>
      new ConfigScores(
        records.filter(({ configId }) => configId === id),
        queries,
      ),
  );
  const [primary, ...others] = scores;
  const comparisons = others.map((other) =>
    comparePairs(other.differencesTo(primary), random),
  );
  const verdicts = judge(comparisons);
  const rows = Array.from(pool, ({ id, label = id }, index): ConfigReport => {
    const { n, successRate, p50, p95, mrr, hitAt5 } = scores[index];
    const name = shortLabel(label);
    const row = { name, n, successRate, p50, p95, mrr, hitAt5 };
    if (index === 0) return row;
    const comparison = comparisons[index - 1];
    const verdict = verdicts[index - 1];
    return { ...row, versusPrimary: { comparison, verdict } };
  });
  // That of a config that never ran is not a number.
  return rows.sort((a, b) => (b.mrr || 0) - (a.mrr || 0));
}
