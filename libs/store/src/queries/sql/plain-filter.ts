import type { BranchFilter } from '../input/branch-filter.js';
import { epochMs } from '../input/moment.type.js';

/** A filter as it goes to the thread of the queries: lists and milliseconds. @internal */
export interface PlainFilter {
  readonly experiment: string | undefined;
  readonly configIds: readonly string[] | undefined;
  readonly statuses: readonly string[] | undefined;
  readonly roles: readonly string[] | undefined;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly minDurationMs: number | undefined;
  readonly maxDurationMs: number | undefined;
  readonly errorTypes: readonly string[] | undefined;
  readonly parentId: string | null | undefined;
  readonly text: string | undefined;
}

/** @internal */
export function plainFilter(filter: BranchFilter): PlainFilter {
  return {
    experiment: filter.experiment,
    configIds: listOf(filter.configId),
    statuses: listOf(filter.status),
    roles: listOf(filter.role),
    from: epochMs(filter.from),
    to: epochMs(filter.to),
    minDurationMs: filter.minDurationMs,
    maxDurationMs: filter.maxDurationMs,
    errorTypes: listOf(filter.errorType),
    parentId: filter.parentId,
    text: filter.text,
  };
}

function listOf(
  value: string | readonly string[] | undefined,
): readonly string[] | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? [value] : [...new Set(value)];
}
