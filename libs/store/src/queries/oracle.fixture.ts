import { wilson } from './sql/wilson.js';
import type { BranchRecord } from 'nestjs-spearmint';
import type { BranchFilter, OneOrMore } from './input/branch-filter.js';
import type { BranchOrder } from './input/branch-query.js';
import type { StoredBranch } from './results/stored-branch.interface.js';

/** What a list shows of one of all records, in the order of arrival. */
export function shown(
  record: BranchRecord,
  all: readonly BranchRecord[],
): Omit<StoredBranch, 'bytes'> {
  const {
    config: _config,
    label: _label,
    args: _args,
    output: _output,
    error,
    attempts: _attempts,
    truncated: _truncated,
    ...rest
  } = record;
  const label = all.findLast(
    ({ experiment, configId }) =>
      experiment === record.experiment && configId === record.configId,
  )?.label;
  return {
    ...rest,
    ...(label === undefined ? {} : { label }),
    ...(error === undefined ? {} : { errorType: error.type }),
  };
}

export const withoutBytes = ({ bytes: _bytes, ...branch }: StoredBranch) =>
  branch;

/** Whether a filter is true of a record. */
export function matches(record: BranchRecord, filter: BranchFilter): boolean {
  const { startedAt, durationMs, error, parentId, args, output, reason } =
    record;
  const anyOf = <T>(
    asked: OneOrMore<T> | undefined,
    value: T | undefined,
  ): boolean =>
    asked === undefined ||
    (Array.isArray(asked) ? asked.includes(value) : asked === value);
  const has = (value: unknown): boolean =>
    (JSON.stringify(value) ?? '').toLowerCase().includes(
      JSON.stringify(filter.text ?? '')
        .slice(1, -1)
        .toLowerCase(),
    );
  return (
    anyOf(filter.experiment, record.experiment) &&
    anyOf(filter.configId, record.configId) &&
    anyOf(filter.status, record.status) &&
    anyOf(filter.role, record.role) &&
    anyOf(filter.errorType, error?.type) &&
    startedAt >= Number(filter.from ?? -Infinity) &&
    startedAt < Number(filter.to ?? Infinity) &&
    (filter.minDurationMs === undefined ||
      (durationMs ?? -1) >= filter.minDurationMs) &&
    (filter.maxDurationMs === undefined ||
      (durationMs ?? Infinity) <= filter.maxDurationMs) &&
    (filter.parentId === undefined || filter.parentId === (parentId ?? null)) &&
    (filter.text === undefined || [args, output, error, reason].some(has))
  );
}

/** In the order asked for; those that are equal in the order of arrival. */
export function sorted(
  all: readonly BranchRecord[],
  order: BranchOrder,
): BranchRecord[] {
  const by =
    order === 'newest' || order === 'oldest' ? 'startedAt' : 'durationMs';
  const sign = order === 'newest' || order === 'slowest' ? -1 : 1;
  return all
    .map((record, key) => ({ record, key, value: record[by] }))
    .filter(
      (one): one is typeof one & { value: number } => one.value !== undefined,
    )
    .sort(
      (one, other) => sign * (one.value - other.value || one.key - other.key),
    )
    .map(({ record }) => record);
}

export function statsOf(all: readonly BranchRecord[]) {
  const of = (status: string) => all.filter((one) => one.status === status);
  const [succeeded, failed] = [of('success'), of('failed')];
  const n = succeeded.length + failed.length;
  const times = all.map(({ startedAt }) => startedAt);
  const names = [
    ...new Set(all.flatMap(({ scores = {} }) => Object.keys(scores))),
  ];
  return {
    n,
    succeeded: succeeded.length,
    failed: failed.length,
    skipped: of('skipped').length,
    success: n === 0 ? undefined : succeeded.length / n,
    successLow: n === 0 ? undefined : wilson(succeeded.length, n).low,
    successHigh: n === 0 ? undefined : wilson(succeeded.length, n).high,
    durations: succeeded
      .map(({ durationMs = 0 }) => durationMs)
      .sort((a, b) => a - b),
    scores: Object.fromEntries(
      names.map((name) => [
        name,
        spread(all.flatMap(({ scores = {} }) => scores[name] ?? [])),
      ]),
    ),
    firstAt: Math.min(...times),
    lastAt: Math.max(...times),
  };
}

export function spread(values: readonly number[]) {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    n,
    mean,
    sd: n < 2 ? undefined : Math.sqrt(squares / (n - 1)),
    min: Math.min(...values),
    max: Math.max(...values),
  };
}

/** By nearest rank. */
export const quantile = (values: readonly number[], share: number): number =>
  values[Math.ceil(values.length * share) - 1] ?? Number.NaN;
