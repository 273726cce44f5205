import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BranchRecord } from 'nestjs-spearmint';
import type { BranchQuery } from './input/branch-query.js';
import {
  matches,
  quantile,
  shown,
  sorted,
  spread,
  statsOf,
  withoutBytes,
} from './oracle.fixture.js';
import { storeOf } from './reader.fixture.js';
import {
  CONFIGS,
  durations,
  ERRORS,
  EXPERIMENTS,
  HOUR,
  records,
  ROLES,
  STATUSES,
  texts,
  times,
} from './records.arbitrary.fixture.js';
import type { ConfigStats } from './results/config-stats.interface.js';

const maybe = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });
const some = <T>(...values: readonly T[]) =>
  fc.oneof(
    fc.constantFrom(...values),
    fc.subarray([...values], { minLength: 1 }),
  );

const queries: fc.Arbitrary<BranchQuery> = fc.record({
  experiment: maybe(fc.constantFrom(...EXPERIMENTS, 'Nobody.knows')),
  configId: maybe(some(...CONFIGS, 'none')),
  status: maybe(some(...STATUSES)),
  role: maybe(some(...ROLES)),
  from: maybe(times),
  to: maybe(times.map((time) => new Date(time))),
  minDurationMs: maybe(durations),
  maxDurationMs: maybe(durations),
  errorType: maybe(some(...ERRORS)),
  parentId: maybe(
    fc.option(fc.nat({ max: 20 }).map((index) => `run-${index}`)),
  ),
  text: maybe(texts),
  order: maybe(fc.constantFrom('newest', 'oldest', 'slowest', 'fastest')),
});

/** Most filters of many would leave nothing. */
const narrow: fc.Arbitrary<BranchQuery> = fc
  .tuple(
    queries,
    fc.subarray(
      [
        'experiment',
        'configId',
        'status',
        'role',
        'from',
        'to',
        'errorType',
        'parentId',
        'text',
        'minDurationMs',
        'maxDurationMs',
      ] as const,
      { maxLength: 3 },
    ),
  )
  .map(([{ order, ...filter }, kept]) => ({
    order,
    ...Object.fromEntries(kept.map((name) => [name, filter[name]])),
  }));

/** Most of the time goes into making databases. */
const CHECKS = { numRuns: 25 };

describe('a list of branches', () => {
  it('has those that the filter is true of, in order, on pages that follow each other', async () => {
    await fc.assert(
      fc.asyncProperty(
        records(60),
        fc.array(fc.oneof(queries, narrow), { minLength: 5, maxLength: 15 }),
        fc.integer({ min: 1, max: 30 }),
        async (all, asked, limit) => {
          const { reader } = storeOf(all);
          for (const query of asked) {
            const expected = sorted(
              all.filter((one) => matches(one, query)),
              query.order ?? 'newest',
            ).map((one) => shown(one, all));
            const found = [];
            let cursor: string | undefined;
            do {
              const page = await reader.branches({
                ...query,
                limit,
                cursor,
                total: true,
              });
              expect(page.total).toBe(expected.length);
              expect(page.branches.length).toBeLessThanOrEqual(limit);
              expect(
                new Set(
                  page.configs.map(
                    (one) => `${one.experiment} ${one.configId}`,
                  ),
                ),
              ).toEqual(
                new Set(
                  page.branches.map(
                    (one) => `${one.experiment} ${one.configId}`,
                  ),
                ),
              );
              for (const { experiment, configId, config } of page.configs)
                expect(config).toEqual({ id: configId, of: experiment });
              found.push(...page.branches.map(withoutBytes));
              cursor = page.next;
            } while (cursor !== undefined);
            expect(found).toEqual(expected);
          }
        },
      ),
      CHECKS,
    );
  });

  it('has each branch once, in order, whatever arrives between the pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        records(40),
        records(40),
        fc.constantFrom('newest', 'oldest', 'slowest', 'fastest'),
        fc.integer({ min: 1, max: 7 }),
        async (before, during, order, limit) => {
          const { reader, put } = storeOf(before);
          const late = during.map((record) => ({
            ...record,
            id: `late-${record.id}`,
          }));
          const found: string[] = [];
          let cursor: string | undefined;
          do {
            const page = await reader.branches({ order, limit, cursor });
            found.push(...page.branches.map(({ id }) => id));
            put(...late.splice(0, 3));
            cursor = page.next;
          } while (cursor !== undefined);
          expect(new Set(found).size).toBe(found.length);
          expect(found.filter((id) => !id.startsWith('late-'))).toEqual(
            sorted(before, order).map(({ id }) => id),
          );
        },
      ),
      CHECKS,
    );
  });
});

function near(found: ConfigStats, expected: ReturnType<typeof statsOf>): void {
  const { durations: exact, scores, ...figures } = expected;
  expect(found).toMatchObject(figures);
  expect(Object.keys(found.scores).sort()).toEqual(Object.keys(scores).sort());
  const close = (one: number | undefined, other: number | undefined): void =>
    other === undefined
      ? expect(one).toBeUndefined()
      : expect(one).toBeCloseTo(other, 6);
  for (const [name, { mean, sd, ...rest }] of Object.entries(scores)) {
    expect(found.scores[name]).toMatchObject(rest);
    close(found.scores[name]?.mean, mean);
    close(found.scores[name]?.sd, sd);
  }
  if (exact.length === 0)
    return expect([found.meanMs, found.p50Ms, found.minMs]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  const { mean, sd, min, max } = spread(exact);
  close(found.meanMs, mean);
  close(found.sdMs, sd);
  expect([found.minMs, found.maxMs]).toEqual([min, max]);
  for (const [share, ms = 0] of [
    [0.5, found.p50Ms],
    [0.95, found.p95Ms],
    [0.99, found.p99Ms],
  ] as const)
    expect(Math.abs(ms / quantile(exact, share) - 1)).toBeLessThanOrEqual(0.01);
}

describe('the figures of configs', () => {
  it('are those of their branches, for a role and whole hours too', async () => {
    await fc.assert(
      fc.asyncProperty(
        records(60),
        maybe(fc.constantFrom(...ROLES)),
        maybe(times),
        maybe(times),
        async (all, role, from, to) => {
          const { reader } = storeOf(all);
          for (const experiment of EXPERIMENTS) {
            const counted = all.filter(
              (one) =>
                one.experiment === experiment &&
                (role === undefined || one.role === role) &&
                one.startedAt >=
                  (from === undefined
                    ? -Infinity
                    : Math.floor(from / HOUR) * HOUR) &&
                one.startedAt <
                  (to === undefined ? Infinity : Math.ceil(to / HOUR) * HOUR),
            );
            const found = await reader.configs(experiment, { role, from, to });
            const seen = new Set(
              all
                .filter((one) => one.experiment === experiment)
                .map(({ configId }) => configId),
            );
            const expected = [...seen].filter((id) =>
              counted.some(({ configId }) => configId === id),
            );
            expect(found.map(({ configId }) => configId)).toEqual(expected);
            for (const stats of found)
              near(stats, statsOf(ofConfig(counted, stats.configId)));
          }
        },
      ),
      CHECKS,
    );
  });

  it('of experiments are those of all their branches', async () => {
    await fc.assert(
      fc.asyncProperty(records(60), async (all) => {
        const { reader } = storeOf(all);
        const names = [
          ...new Set(all.map(({ experiment }) => experiment)),
        ].sort();
        expect(await reader.experiments()).toEqual(
          names.map((experiment) => {
            const own = all.filter((one) => one.experiment === experiment);
            const { n, succeeded, failed, skipped, firstAt, lastAt } =
              statsOf(own);
            const configs = new Set(own.map(({ configId }) => configId)).size;
            return {
              experiment,
              n,
              succeeded,
              failed,
              skipped,
              configs,
              firstAt,
              lastAt,
            };
          }),
        );
      }),
      CHECKS,
    );
  });
});

const ofConfig = (all: readonly BranchRecord[], id: string): BranchRecord[] =>
  all.filter(({ configId }) => configId === id);

describe('one branch', () => {
  it('has its values, its parent and all that was started below it', async () => {
    await fc.assert(
      fc.asyncProperty(records(40), async (all) => {
        const { reader } = storeOf(all);
        const below = (id: string): unknown[] =>
          sorted(
            all.filter(({ parentId }) => parentId === id),
            'oldest',
          ).map((one) => ({
            ...shown(one, all),
            bytes: expect.any(Number),
            children: below(one.id),
          }));
        for (const record of all) {
          const { config, args, output, error, parentId } = record;
          const parent = all.find(({ id }) => id === parentId);
          expect(await reader.branch(record.id)).toEqual({
            ...shown(record, all),
            bytes: expect.any(Number),
            config,
            payload: JSON.parse(
              JSON.stringify({ args, output, error }),
            ) as unknown,
            ...(parent === undefined
              ? {}
              : {
                  parent: { ...shown(parent, all), bytes: expect.any(Number) },
                }),
            children: below(record.id),
            hasMore: false,
          });
        }
      }),
      CHECKS,
    );
  });
});
