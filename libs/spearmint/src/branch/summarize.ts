import type { BranchStatus } from './branch-status.type.js';

/** What a summary reads of a branch: live ones and records have it. @publicApi */
export interface SummarizedBranch {
  readonly experiment: string;
  readonly configId: string;
  readonly label?: string;
  readonly status: BranchStatus;
  readonly durationMs?: number;
}

/** How one config of an experiment has done. @publicApi */
export interface ConfigSummary {
  readonly experiment: string;
  /** The config's id. */
  readonly config: string;
  /** What people call the config; absent where there is nothing beside the id. */
  readonly label?: string;
  /** The branches that succeeded or failed. */
  readonly n: number;
  /** The share of them that succeeded, 0 to 1; undefined without any. */
  readonly success: number | undefined;
  /** The median duration of those that succeeded, in milliseconds; undefined without any. */
  readonly p50Ms: number | undefined;
  /** 95 of 100 that succeeded took no longer, in milliseconds. */
  readonly p95Ms: number | undefined;
  /** Those that did not run, or whose result nobody waited for: over a limit, aborted, slower than another one. */
  readonly skipped: number;
}

/**
 * One row for each config of each experiment, in the order in which they come:
 * a first look, made for `console.table`. It says what was recorded, not which
 * config is better.
 *
 * ```ts
 * console.table(summarize(logger.branches));
 * ```
 *
 * @param branches records of a backend, or a container's branches. Pending ones are left out.
 * @publicApi
 */
export function summarize(
  branches: Iterable<SummarizedBranch>,
): ConfigSummary[] {
  const groups = new Map<string, SummarizedBranch[]>();
  for (const branch of branches) {
    if (branch.status === 'pending') continue;
    const key = JSON.stringify([branch.experiment, branch.configId]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [branch]);
    else group.push(branch);
  }
  return [...groups.values()].map(summaryOf);
}

function summaryOf(group: readonly SummarizedBranch[]): ConfigSummary {
  const [{ experiment, configId, label }] = group as [SummarizedBranch];
  const ran = group.filter(({ status }) => status !== 'skipped');
  const durations = ran
    .filter(({ status }) => status === 'success')
    .map(({ durationMs = 0 }) => durationMs)
    .sort((a, b) => a - b);
  return {
    experiment,
    config: configId,
    ...(label === undefined ? {} : { label }),
    n: ran.length,
    success: ran.length === 0 ? undefined : durations.length / ran.length,
    p50Ms: nearestRank(durations, 0.5),
    p95Ms: nearestRank(durations, 0.95),
    skipped: group.length - ran.length,
  };
}

/** To the microsecond. */
function nearestRank(
  sorted: readonly number[],
  share: number,
): number | undefined {
  const value = sorted[Math.ceil(sorted.length * share) - 1];
  return value === undefined ? undefined : Math.round(value * 1_000) / 1_000;
}
