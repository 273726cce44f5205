import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { retryIssues, retryPolicy, waitAfter } from './retry-policy.js';

const policy = (options: object) =>
  retryPolicy(options) as NonNullable<ReturnType<typeof retryPolicy>>;

describe('the policy of a retry option', () => {
  it('is none without the option, and for a single attempt', () => {
    expect(retryPolicy(undefined)).toBeUndefined();
    expect(retryPolicy(1)).toBeUndefined();
  });

  it('takes a number of attempts, and keeps the defaults of what is undefined', () => {
    expect(retryPolicy(5)).toMatchObject({ attempts: 5, backoffMs: 100 });
    expect(policy({ factor: undefined, jitter: 0 })).toMatchObject({
      attempts: 3,
      factor: 2,
      jitter: 0,
    });
  });

  it('waits twice as long each time, up to the longest', () => {
    const steady = policy({ jitter: 0, backoffMs: 100, maxBackoffMs: 350 });
    expect(
      [1, 2, 3, 4].map((attempts) => waitAfter(attempts, steady, () => 0.5)),
    ).toEqual([100, 200, 350, 350]);
  });

  it('waits within its jitter, whatever chance says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.double({ min: 1, max: 10, noNaN: true }),
        (attempts, jitter, chance, factor) => {
          const random = policy({ jitter, factor, maxBackoffMs: 5_000 });
          const steady = policy({ jitter: 0, factor, maxBackoffMs: 5_000 });
          const wait = waitAfter(attempts, random, () => chance);
          const longest = waitAfter(attempts, steady, () => chance);
          expect(wait).toBeLessThanOrEqual(longest);
          expect(wait).toBeGreaterThanOrEqual(longest * (1 - jitter));
          expect(longest).toBeLessThanOrEqual(5_000);
        },
      ),
    );
  });

  it.each([
    [0, 'retry.attempts'],
    [101, 'retry.attempts'],
    [1.5, 'retry.attempts'],
    ['3', 'retry'],
    [null, 'retry'],
    [{ attempts: Infinity }, 'retry.attempts'],
    [{ backoffMs: -1 }, 'retry.backoffMs'],
    [{ factor: 0.5 }, 'retry.factor'],
    [{ maxBackoffMs: Number.NaN }, 'retry.maxBackoffMs'],
    [{ jitter: 2 }, 'retry.jitter'],
    [{ retryIf: true }, 'retry.retryIf'],
    [{ attempt: 3 }, 'retry.attempt'],
  ])('refuses %j', (retry, option) => {
    expect(retryIssues(retry).map(({ name }) => name)).toEqual([option]);
  });

  it('tells every problem, and none of a sound one', () => {
    expect(retryIssues({ jitter: -1, factor: '2' })).toHaveLength(2);
    expect(
      retryIssues({ attempts: 100, jitter: 0, retryIf: () => true }),
    ).toEqual([]);
    expect(retryIssues(undefined)).toEqual([]);
  });
});
