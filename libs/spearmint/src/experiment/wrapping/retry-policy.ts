import {
  type OptionIssue,
  optionIssues,
  type OptionRule,
} from '../../options/option-issues.js';
import { RETRY_DEFAULTS, type RetryOptions } from './retry.options.js';

/** @internal */
export type RetryPolicy = Readonly<Required<RetryOptions>>;

/** What the `retry` option of an experiment says. @internal */
export function retryPolicy(
  retry: number | RetryOptions | undefined,
): RetryPolicy | undefined {
  if (retry === undefined) return undefined;
  const given = typeof retry === 'number' ? { attempts: retry } : retry;
  const policy = { ...RETRY_DEFAULTS, ...defined(given) };
  return policy.attempts === 1 ? undefined : policy;
}

/** The wait before the next attempt, in milliseconds. @internal */
export function waitAfter(
  attempts: number,
  { backoffMs, factor, maxBackoffMs, jitter }: RetryPolicy,
  random: () => number,
): number {
  const longest = Math.min(maxBackoffMs, backoffMs * factor ** (attempts - 1));
  return longest * (1 - jitter * random());
}

const atLeast =
  (least: number) =>
  (value: unknown): boolean =>
    typeof value === 'number' && value >= least && value < Infinity;

const RULES: Record<keyof RetryOptions, OptionRule> = {
  attempts: [
    (value) =>
      Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 100,
    'a whole number from 1 to 100',
  ],
  backoffMs: [atLeast(0), 'a number of milliseconds of at least 0'],
  factor: [atLeast(1), 'a number of at least 1'],
  maxBackoffMs: [atLeast(0), 'a number of milliseconds of at least 0'],
  jitter: [
    (value) => atLeast(0)(value) && Number(value) <= 1,
    'a number from 0 to 1',
  ],
  retryIf: [(value) => typeof value === 'function', 'a function'],
};

/** What is wrong with a `retry` option. @internal */
export function retryIssues(retry: unknown): OptionIssue[] {
  if (retry === undefined) return [];
  const given: unknown =
    typeof retry === 'number' ? { attempts: retry } : retry;
  if (typeof given === 'object' && given !== null)
    return optionIssues(given, RULES, 'retry.');
  const expected = 'a number of attempts, or an object';
  return [{ name: 'retry', value: retry, expected }];
}

function defined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
