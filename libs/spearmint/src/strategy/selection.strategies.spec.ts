import { describe, expect, it } from '@jest/globals';
import { ConfigPool } from '../config/index.js';
import type { SelectionContext } from './experiment-invocation.interface.js';
import { RandomStrategy } from './random.strategy.js';
import { RoundRobinStrategy } from './round-robin.strategy.js';
import type { SelectionStrategy } from './selection.strategy.js';
import { SingleStrategy } from './single.strategy.js';
import { WeightedStrategy } from './weighted.strategy.js';

const poolOf = (size: number): Promise<ConfigPool> =>
  ConfigPool.from(Array.from({ length: size }, (_, i) => ({ $id: `c${i}` })));

const context: SelectionContext = {
  experiment: 'test',
  args: [],
  unit: undefined,
  signal: undefined,
  probe: false,
};

const picks = (
  strategy: SelectionStrategy,
  pool: ConfigPool,
  count: number,
): string[] =>
  Array.from({ length: count }, () => strategy.select(pool, context).id);

function shares(ids: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const id of ids) counts[id] = (counts[id] ?? 0) + 1;
  return counts;
}

/** How far the counts are from the expected ones. */
function chiSquare(
  counts: Record<string, number>,
  expected: Record<string, number>,
): number {
  return Object.entries(expected).reduce(
    (sum, [id, want]) => sum + ((counts[id] ?? 0) - want) ** 2 / want,
    0,
  );
}

/** Exceeded by chance once in a thousand times, at 3 degrees of freedom. */
const CHI_SQUARE_3 = 16.27;

describe('single', () => {
  it('AC-F2: always picks the first config', async () => {
    expect(picks(new SingleStrategy(), await poolOf(3), 3)).toEqual([
      'c0',
      'c0',
      'c0',
    ]);
  });
});

describe('round-robin', () => {
  it('AC-E1: goes through the pool in order and starts again', async () => {
    expect(picks(new RoundRobinStrategy(), await poolOf(3), 4)).toEqual([
      'c0',
      'c1',
      'c2',
      'c0',
    ]);
  });

  it('AC-E6: always picks the only config', async () => {
    expect(picks(new RoundRobinStrategy(), await poolOf(1), 3)).toEqual([
      'c0',
      'c0',
      'c0',
    ]);
  });

  it('Q2: goes on inside a pool that became smaller, and inside one that grew', async () => {
    const strategy = new RoundRobinStrategy();
    expect(picks(strategy, await poolOf(4), 3)).toEqual(['c0', 'c1', 'c2']);
    expect(picks(strategy, await poolOf(2), 3)).toEqual(['c0', 'c1', 'c0']);
    expect(picks(strategy, await poolOf(4), 4)).toEqual([
      'c1',
      'c2',
      'c3',
      'c0',
    ]);
  });

  it('a fork has a cursor of its own', async () => {
    const pool = await poolOf(3);
    const strategy = new RoundRobinStrategy();
    picks(strategy, pool, 2);
    expect(picks(strategy.fork(), pool, 1)).toEqual(['c0']);
    expect(picks(strategy, pool, 1)).toEqual(['c2']);
  });
});

describe('random', () => {
  it('with a seed, gives the same sequence again', async () => {
    const pool = await poolOf(4);
    const first = picks(new RandomStrategy({ seed: 7 }), pool, 200);
    expect(picks(new RandomStrategy({ seed: 7 }), pool, 200)).toEqual(first);
    expect(picks(new RandomStrategy({ seed: 8 }), pool, 200)).not.toEqual(
      first,
    );
  });

  it('a fork starts the sequence again', async () => {
    const pool = await poolOf(4);
    const strategy = new RandomStrategy({ seed: 7 });
    const first = picks(strategy, pool, 20);
    expect(picks(strategy.fork(), pool, 20)).toEqual(first);
  });

  it.each([0, 1, 2026, 4_294_967_295, -5])(
    'is uniform with the seed %d',
    async (seed) => {
      const pool = await poolOf(4);
      const counts = shares(picks(new RandomStrategy({ seed }), pool, 40_000));
      const expected = Object.fromEntries(pool.ids().map((id) => [id, 10_000]));
      expect(chiSquare(counts, expected)).toBeLessThan(CHI_SQUARE_3);
    },
  );

  it('without a seed, reaches every config', async () => {
    const pool = await poolOf(3);
    const seen = new Set(picks(new RandomStrategy(), pool, 1_000));
    expect([...seen].sort()).toEqual(['c0', 'c1', 'c2']);
  });
});

describe('weighted', () => {
  const weights = { c0: 1, c1: 2, c2: 3, c3: 4 };
  const expected = { c0: 4_000, c1: 8_000, c2: 12_000, c3: 16_000 };

  it('picks by the weights of a map', async () => {
    const strategy = new WeightedStrategy({ weights, seed: 1 });
    const counts = shares(picks(strategy, await poolOf(4), 40_000));
    expect(chiSquare(counts, expected)).toBeLessThan(CHI_SQUARE_3);
  });

  it("picks by the configs' own $weight", async () => {
    const pool = await ConfigPool.from(
      Object.entries(weights).map(([$id, $weight]) => ({ $id, $weight })),
    );
    const counts = shares(
      picks(new WeightedStrategy({ seed: 1 }), pool, 40_000),
    );
    expect(chiSquare(counts, expected)).toBeLessThan(CHI_SQUARE_3);
  });

  it('prefers the map to $weight, and takes 1 where there is neither', async () => {
    const pool = await ConfigPool.from([
      { $id: 'c0', $weight: 100 },
      { $id: 'c1' },
      { $id: 'c2', $weight: 2 },
    ]);
    const strategy = new WeightedStrategy({ weights: { c0: 1 }, seed: 3 });
    const counts = shares(picks(strategy, pool, 40_000));
    expect(
      chiSquare(counts, { c0: 10_000, c1: 10_000, c2: 20_000 }),
    ).toBeLessThan(CHI_SQUARE_3);
  });

  it('never picks a config with the weight 0', async () => {
    const strategy = new WeightedStrategy({
      weights: { c0: 0, c1: 1, c2: 0 },
      seed: 1,
    });
    expect(shares(picks(strategy, await poolOf(3), 1_000))).toEqual({
      c1: 1_000,
    });
  });

  it('follows when the pool changes', async () => {
    const strategy = new WeightedStrategy({ weights: { c0: 0 }, seed: 1 });
    expect(shares(picks(strategy, await poolOf(2), 10))).toEqual({ c1: 10 });
    const grown = shares(picks(strategy, await poolOf(3), 1_000));
    expect(Object.keys(grown).sort()).toEqual(['c1', 'c2']);
  });

  it('with a seed, gives the same sequence again, also in a fork', async () => {
    const pool = await poolOf(4);
    const strategy = new WeightedStrategy({ weights, seed: 9 });
    const first = picks(strategy, pool, 100);
    expect(picks(strategy.fork(), pool, 100)).toEqual(first);
  });

  it.each([
    [{ c9: 1 }, 'no config of the pool; known are c0, c1'],
    [{ c0: -1 }, 'the weight -1 for "c0"'],
    [{ c0: Number.NaN }, 'the weight NaN for "c0"'],
    [{ c1: Infinity }, 'the weight Infinity for "c1"'],
    [{ c0: 0, c1: 0 }, 'only weights of 0'],
  ])('does not fit its pool with %j', async (given, problem) => {
    const strategy = new WeightedStrategy({ weights: given });
    expect(strategy.validate(await poolOf(2)).join()).toContain(problem);
  });

  it('says everything that does not fit at once', async () => {
    const strategy = new WeightedStrategy({ weights: { c9: 1, c0: -1 } });
    expect(strategy.validate(await poolOf(2))).toHaveLength(2);
  });

  it('weights that fit are no problem', async () => {
    const strategy = new WeightedStrategy({ weights: { c0: 0.25, c1: 0.75 } });
    expect(strategy.validate(await poolOf(2))).toEqual([]);
  });

  it('takes no weight from the prototype of the map', async () => {
    const pool = await ConfigPool.from([
      { $id: 'constructor', a: 1 },
      { $id: 'toString', a: 2 },
    ]);
    expect(new WeightedStrategy({ weights: {} }).validate(pool)).toEqual([]);
  });
});
