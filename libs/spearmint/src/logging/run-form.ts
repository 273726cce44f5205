import type { BranchRecord } from '../branch/branch-record.interface.js';
import type { RunStatus } from './run-status.interface.js';

/** A branch's config as parameters. @internal */
export function paramsOf(record: BranchRecord): Record<string, unknown> {
  const { config } = record;
  return typeof config === 'object' && config !== null && !Array.isArray(config)
    ? { ...config }
    : { value: config };
}

/** A branch's duration and scores as metrics. @internal */
export function metricsOf(record: BranchRecord): Record<string, number> {
  return {
    ...(record.durationMs === undefined
      ? {}
      : { duration_ms: record.durationMs }),
    ...record.scores,
  };
}

/** How a branch ended. @internal */
export function statusOf(record: BranchRecord): RunStatus {
  const durationMs = record.durationMs ?? 0;
  return {
    status: record.status,
    startedAt: record.startedAt,
    endedAt: record.startedAt + durationMs,
    durationMs,
    ...(record.reason === undefined ? {} : { reason: record.reason }),
  };
}
