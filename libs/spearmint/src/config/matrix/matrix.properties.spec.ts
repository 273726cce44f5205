import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConfigPool } from '../pool/config-pool.js';
import type { Problem } from '../problem.interface.js';
import { PoolEffort } from './pool-effort.js';
import { openSpace, type ConfigSpace } from './config-space.js';

type Spec = unknown;

const scalar = fc.oneof(
  fc.integer({ min: -9, max: 9 }),
  fc.constantFrom('x', 'y', ''),
  fc.boolean(),
  fc.constant(null),
);
const key = fc.constantFrom('a', 'b', 'c', 'd');

const { spec } = fc.letrec<{ spec: Spec; data: object }>((tie) => ({
  data: fc.dictionary(key, tie('spec'), { maxKeys: 3 }),
  spec: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    tie('data'),
    fc.array(tie('spec'), { maxLength: 2 }),
    fc
      .array(tie('spec'), { minLength: 1, maxLength: 3 })
      .map((items) => ({ $grid: items })),
    fc
      .tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 0, max: 3 }))
      .map(([from, count]) => ({ $range: { from, to: from + count } })),
    fc
      .tuple(
        tie('data'),
        fc.dictionary(fc.constantFrom('p', 'q', 'r'), tie('data'), {
          minKeys: 1,
          maxKeys: 2,
        }),
      )
      .map(([siblings, $variants]) => ({ ...(siblings as object), $variants })),
  ),
}));
const root = fc.dictionary(key, spec, { maxKeys: 3, minKeys: 1 });

/** What a spec stands for, by the plainest means: lists of everything. */
function expand(node: Spec): unknown[] {
  if (Array.isArray(node)) {
    return product(node.map(expand));
  }
  if (typeof node !== 'object' || node === null) return [node];
  const mapping = node as Record<string, Spec>;
  if ('$grid' in mapping) return (mapping.$grid as Spec[]).flatMap(expand);
  if ('$range' in mapping) {
    const { from, to } = mapping.$range as { from: number; to: number };
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  }
  if ('$variants' in mapping) {
    const { $variants, ...siblings } = mapping;
    return Object.values($variants as object).flatMap((part: object) =>
      expand(laidOver(siblings, part as Record<string, Spec>)),
    );
  }
  const keys = Object.keys(mapping);
  return product(keys.map((name) => expand(mapping[name]))).map((values) =>
    Object.fromEntries(keys.map((name, index) => [name, values[index]])),
  );
}

function product(lists: unknown[][]): unknown[][] {
  return lists.reduce<unknown[][]>(
    (done, list) => done.flatMap((head) => list.map((item) => [...head, item])),
    [[]],
  );
}

const isData = (value: Spec): value is Record<string, Spec> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !('$grid' in value) &&
  !('$range' in value);

function laidOver(
  base: Record<string, Spec>,
  part: Record<string, Spec>,
): Record<string, Spec> {
  const merged = { ...base };
  for (const [name, value] of Object.entries(part)) {
    const below = merged[name];
    merged[name] =
      isData(below) && isData(value) ? laidOver(below, value) : value;
  }
  return merged;
}

/** The pool; items and variants that are equal have tests of their own. */
async function poolOf(config: object): Promise<ConfigPool> {
  try {
    return await ConfigPool.from([config], { duplicates: 'drop' });
  } catch (error) {
    expect(String(error)).toMatch(/are equal|more than maxConfigs/);
    return fc.pre(false) as never;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, item]) => [name, sorted(item)]),
  );
}

describe('any matrix', () => {
  it('stands for what a naive expansion gives, in its order', async () => {
    await fc.assert(
      fc.asyncProperty(root, async (config) => {
        const pool = await poolOf(config);
        const values = Array.from(pool, ({ value }) => value);
        expect(values).toEqual(firstOnes(expand(config)));
        expect(new Set(pool.ids()).size).toBe(pool.size);
        values.forEach((value, index) =>
          expect(pool.at(index).value).toEqual(value),
        );
      }),
    );
  });

  it('has the ids of its configs written out, whatever the order of keys', async () => {
    await fc.assert(
      fc.asyncProperty(root, async (config) => {
        const pool = await poolOf(config);
        const plain = await ConfigPool.from(
          Array.from(pool, ({ value }) => ({ $literal: value })),
        );
        expect(plain.ids()).toEqual(pool.ids());
        const turned = await poolOf(reversed(config) as object);
        expect(new Set(turned.ids())).toEqual(new Set(pool.ids()));
      }),
    );
  });

  it('gives frozen configs that share what does not vary', async () => {
    await fc.assert(
      fc.asyncProperty(root, async (config) => {
        const pool = await poolOf({ ...config, same: { deep: [1] } });
        const [first, ...others] = Array.from(
          pool,
          ({ value }) => value as { same: unknown },
        );
        expect(Object.isFrozen(first)).toBe(true);
        for (const other of others) expect(other.same).toBe(first.same);
      }),
    );
  });

  it('is shown whole by the configs that are looked at ahead of their use', () => {
    fc.assert(
      fc.property(root, (config) => {
        const { sequence } = spaceOf(config);
        const all = Array.from({ length: sequence.size }, (_, at) => at);
        const parts = (indexes: number[]): Set<string> =>
          new Set(indexes.flatMap((index) => partsOf(sequence.at(index))));
        expect(parts(sequence.cover())).toEqual(parts(all));
      }),
    );
  });
});

/** Without the rule against equal items, which has its own tests. */
function spaceOf(config: object): ConfigSpace {
  const problems: Problem[] = [];
  const document = {
    file: undefined,
    report: (problem: Problem) => void problems.push(problem),
  };
  const references = {
    env: () => undefined,
    secret: () => undefined,
    text: () => ({ problem: 'none' }),
  };
  const space = openSpace([{ value: config, at: [], document }], {
    references,
    effort: new PoolEffort(1e6),
    maxConfigs: 1e6,
  });
  fc.pre(space !== undefined);
  return space as ConfigSpace;
}

/** The leaves of a value, each with its path. */
function partsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null)
    return [`${path}=${String(value)}`];
  const parts = Object.entries(value).flatMap(([name, item]) =>
    partsOf(item, `${path}/${name}`),
  );
  return parts.length === 0 ? [`${path}={}`] : parts;
}

/** Each value where it comes first. */
function firstOnes(values: unknown[]): unknown[] {
  const known = new Set<string>();
  return values.filter((value) => {
    const text = JSON.stringify(sorted(value));
    return !known.has(text) && known.add(text);
  });
}

function reversed(node: Spec): Spec {
  if (Array.isArray(node)) return node.map(reversed);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .toReversed()
      .map(([name, item]) => [name, reversed(item)]),
  );
}
