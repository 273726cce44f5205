import {
  type OptionIssue,
  optionIssues,
  type OptionRules,
} from '../../options/option-issues.js';
import { number, share } from '../../options/option-rules.js';
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

const wait = number(
  (value) => value >= 0 && value < Infinity,
  'of milliseconds of at least 0',
);
const RULES: OptionRules<RetryOptions> = {
  attempts: [
    (value) =>
      Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 100,
    'a whole number from 1 to 100',
  ],
  backoffMs: wait,
  factor: number((value) => value >= 1 && value < Infinity, 'of at least 1'),
  maxBackoffMs: wait,
  jitter: share,
  retryIf: [(value) => typeof value === 'function', 'a function'],
};

/** What is wrong with a `retry` option. @internal */
export function retryIssues(retry: unknown): OptionIssue[] {
  if (typeof retry === 'number')
    return optionIssues({ attempts: retry }, RULES, 'retry');
  if (retry === undefined || (typeof retry === 'object' && retry !== null))
    return optionIssues(retry, RULES, 'retry');
  const expected = 'a number of attempts, or an object';
  return [{ name: 'retry', value: retry, expected }];
}

function defined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
