import { InvalidQueryError } from '../errors/invalid-query.error.js';
import type { BranchFilter } from './branch-filter.js';
import type { BranchQuery } from './branch-query.js';
import type { ConfigsQuery } from './configs-query.js';
import { sayIssue } from '../../options/option-issues.js';
import {
  isDuration,
  isFlag,
  isOneOf,
  isText,
  isWhole,
  type Rule,
  type RulesOf,
} from '../../options/rules.js';
import { problemsOf } from './problems-of.js';
import { areOf, isMoment, isSignal, isTextOrNull, isTexts } from './rules.js';
import type { TailQuery } from './tail-query.js';

const ROLES = ['primary', 'variant', 'shadow'] as const;

const TAIL_FILTER: RulesOf<Omit<BranchFilter, 'from' | 'to'>> = {
  experiment: isText,
  configId: isTexts,
  status: areOf('success', 'failed', 'skipped', 'pending'),
  role: areOf(...ROLES),
  minDurationMs: isDuration,
  maxDurationMs: isDuration,
  errorType: isTexts,
  parentId: isTextOrNull,
  text: isText,
};

/** @internal */
export const BRANCH_QUERY: RulesOf<BranchQuery> = {
  ...TAIL_FILTER,
  from: isMoment,
  to: isMoment,
  order: isOneOf('newest', 'oldest', 'slowest', 'fastest'),
  limit: isWhole(1, 1_000),
  cursor: isText,
  total: isFlag,
};

/** @internal */
export const CONFIGS_QUERY: RulesOf<ConfigsQuery> = {
  from: isMoment,
  to: isMoment,
  role: isOneOf(...ROLES),
};

/** @internal */
export const TAIL_QUERY: RulesOf<TailQuery> = {
  from: (value) =>
    value === 'now' || value === 'start' || isAfter(value)
      ? undefined
      : isMoment(value) &&
        `'now', 'start', { after: an id }, ${isMoment(value)}`,
  filter: (value) =>
    problemsOf(value, TAIL_FILTER).map(sayIssue).join('; ') || undefined,
  pollMs: isWhole(1, 3_600_000),
  signal: isSignal,
};

/** @internal */
export const BRANCH_OPTIONS: RulesOf<{ payload?: boolean }> = {
  payload: isFlag,
};

/**
 * @param call what was called, for the message: `branches()`.
 * @throws InvalidQueryError with everything that makes no sense.
 * @internal
 */
export function checkQuery(
  call: string,
  given: unknown,
  rules: Readonly<Record<string, Rule>>,
): void {
  const problems = problemsOf(given, rules);
  if (problems.length > 0) throw new InvalidQueryError(call, problems);
}

function isAfter(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return (
    Object.keys(value).join() === 'after' &&
    isText((value as { after: unknown }).after) === undefined
  );
}
