import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  branchConfig,
  Experiment,
  RandomStrategy,
  WeightedStrategy,
} from 'nestjs-spearmint';
import {
  boot,
  bootError,
  closeAll,
  type Delta,
  pool3,
  rejection,
} from '../support/boot.js';
import { deferred } from '../support/deferred.js';

afterEach(closeAll);

class IntentionalError extends Error {
  override readonly name = 'IntentionalError';
}

@Injectable()
class Adder {
  /** What the next calls throw. */
  failure: unknown;
  failing = false;

  @Experiment()
  async add(x: number, config: Delta = branchConfig()): Promise<number> {
    if (this.failing) throw this.failure;
    return x + config.delta;
  }
}

describe('round-robin', () => {
  it('AC-E1: four calls over three configs give 11, 15, 20, 11', async () => {
    const app = await boot({ configs: pool3, strategy: 'round-robin' }, [
      Adder,
    ]);
    const adder = app.get(Adder);
    expect([
      await adder.add(10),
      await adder.add(10),
      await adder.add(10),
      await adder.add(10),
    ]).toEqual([11, 15, 20, 11]);
  });

  it('AC-E2, AC-E7, AC-J8: a failing call rejects with the very error, and uses up its config', async () => {
    const app = await boot({ configs: pool3, strategy: 'round-robin' }, [
      Adder,
    ]);
    const adder = app.get(Adder);
    await adder.add(10);
    adder.failure = new IntentionalError('Intentional failure');
    adder.failing = true;
    expect(await rejection(adder.add(10))).toBe(adder.failure);
    adder.failing = false;
    expect(await adder.add(10)).toBe(20);
  });

  it('AC-E3: each call is one run with an id of its own', async () => {
    const app = await boot({ configs: pool3, strategy: 'round-robin' }, [
      Adder,
    ]);
    const adder = app.get(Adder);
    for (let i = 0; i < 4; i++) await adder.add(10);
    await app.settle();
    expect(app.logger.runCount).toBe(4);
    expect(app.logger.branches.map(({ configId }) => configId)).toEqual([
      'one',
      'five',
      'ten',
      'one',
    ]);
    expect(new Set(app.logger.branches.map(({ id }) => id)).size).toBe(4);
  });

  it('AC-E4: a failing call is recorded as failed, with the type and the message', async () => {
    const app = await boot({ configs: pool3, strategy: 'round-robin' }, [
      Adder,
    ]);
    const adder = app.get(Adder);
    adder.failure = new IntentionalError('Intentional failure');
    adder.failing = true;
    await rejection(adder.add(10));
    await app.settle();
    expect(app.logger.branches).toMatchObject([
      {
        status: 'failed',
        configId: 'one',
        error: { type: 'IntentionalError', message: 'Intentional failure' },
      },
    ]);
  });

  it('AC-E8: over the rows of a dataset, one after another, row i gets config i', async () => {
    const app = await boot({ configs: pool3, strategy: 'round-robin' }, [
      Adder,
    ]);
    const adder = app.get(Adder);
    const outputs: number[] = [];
    for (const row of [100, 200, 300]) outputs.push(await adder.add(row));
    expect(outputs).toEqual([101, 205, 310]);
  });

  it('AC-E6: one config is used by every call', async () => {
    const app = await boot({ configs: [pool3[1]], strategy: 'round-robin' }, [
      Adder,
    ]);
    const adder = app.get(Adder);
    expect([await adder.add(10), await adder.add(10)]).toEqual([15, 15]);
  });

  it('Q1: concurrent calls get different configs', async () => {
    const gate = deferred();
    @Injectable()
    class Waiting {
      @Experiment()
      async add(x: number, config: Delta = branchConfig()): Promise<number> {
        await gate.promise;
        return x + config.delta;
      }
    }
    const app = await boot({ configs: pool3, strategy: 'round-robin' }, [
      Waiting,
    ]);
    const waiting = app.get(Waiting);
    const calls = [waiting.add(10), waiting.add(10), waiting.add(10)];
    gate.resolve();
    expect(await Promise.all(calls)).toEqual([11, 15, 20]);
  });

  it('1,000 concurrent calls over 4 configs are exactly 250 each', async () => {
    @Injectable()
    class Waiting {
      @Experiment()
      async which(config: { name: string } = branchConfig()): Promise<string> {
        await Promise.resolve();
        return config.name;
      }
    }
    const configs = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
    const app = await boot({ configs, strategy: 'round-robin' }, [Waiting]);
    const waiting = app.get(Waiting);
    const names = await Promise.all(
      Array.from({ length: 1_000 }, () => waiting.which()),
    );
    const shares: Record<string, number> = {};
    for (const name of names) shares[name] = (shares[name] ?? 0) + 1;
    expect(shares).toEqual({ a: 250, b: 250, c: 250, d: 250 });
  });

  it('Q2: a pool that shrinks between two calls is no problem', async () => {
    const app = await boot({ configs: pool3, strategy: 'round-robin' }, [
      Adder,
    ]);
    const adder = app.get(Adder);
    const run = async (configs: readonly object[]): Promise<number> =>
      (await app.runner.run(adder, 'add', [10], { configs })).output;
    await adder.add(10);
    await adder.add(10);
    expect(await run([{ delta: 100 }])).toBe(110);
    expect(await run([{ delta: 100 }])).toBe(110);
    expect(await adder.add(10)).toBe(15);
  });

  it('two experiments of one class have cursors of their own', async () => {
    @Injectable()
    class Two {
      @Experiment()
      async first(config: Delta = branchConfig()): Promise<number> {
        return config.delta;
      }
      @Experiment()
      async second(config: Delta = branchConfig()): Promise<number> {
        return config.delta;
      }
    }
    const app = await boot({ configs: pool3, strategy: 'round-robin' }, [Two]);
    const two = app.get(Two);
    expect([await two.first(), await two.second(), await two.first()]).toEqual([
      1, 1, 5,
    ]);
  });
});

describe('single', () => {
  it('AC-F1: one config: its output', async () => {
    const app = await boot({ configs: [{ delta: 1 }] }, [Adder]);
    expect(await app.get(Adder).add(10)).toBe(11);
  });

  it('AC-F2: several configs: the first one’s output, whether the method is async or not', async () => {
    @Injectable()
    class Sync {
      @Experiment()
      add(x: number, config: Delta = branchConfig()): number {
        return x + config.delta;
      }
    }
    const app = await boot({ configs: pool3 }, [Adder, Sync]);
    expect(await app.get(Adder).add(10)).toBe(11);
    expect(await app.get(Sync).add(10)).toBe(11);
    await app.settle();
    expect(app.logger.branches).toHaveLength(2);
  });

  it.each<[string, unknown]>([
    ['an error', new IntentionalError('no')],
    ['a frozen error', Object.freeze(new Error('frozen'))],
    ['a string', 'just text'],
    ['undefined', undefined],
    ['null', null],
  ])('AC-F3: %s reaches the caller as it was thrown', async (_, failure) => {
    const app = await boot({ configs: pool3 }, [Adder]);
    const adder = app.get(Adder);
    adder.failure = failure;
    adder.failing = true;
    expect(await rejection(adder.add(10))).toBe(failure);
    await app.settle();
    expect(app.logger.branches).toMatchObject([{ status: 'failed' }]);
  });
});

describe('an empty pool', () => {
  it.each([
    ['AC-E5', 'round-robin'],
    ['AC-F4', 'single'],
    ['AC-G5', 'shadow'],
    ['AC-H4', 'multi-branch'],
  ])('%s: fails the boot under %s', async (_, strategy) => {
    const error = await bootError({ strategy, configs: [] }, [Adder]);
    expect(error).toMatchObject({ code: 'SPEARMINT_E_EMPTY_POOL' });
    expect(error.message).toContain('requires at least one config');
    expect(error.message).toContain('Adder.add');
  });
});

describe('random and weighted', () => {
  it('random: the same seed gives the same sequence in another application', async () => {
    const sequences: number[][] = [];
    for (let i = 0; i < 2; i++) {
      const app = await boot(
        { configs: pool3, strategy: new RandomStrategy({ seed: 42 }) },
        [Adder],
      );
      const adder = app.get(Adder);
      const sequence = [];
      for (let call = 0; call < 30; call++) sequence.push(await adder.add(10));
      sequences.push(sequence);
    }
    expect(sequences[0]).toEqual(sequences[1]);
    expect(new Set(sequences[0])).toEqual(new Set([11, 15, 20]));
  });

  it('weighted: by $weight', async () => {
    const app = await boot(
      {
        configs: [
          { $weight: 0, delta: 1 },
          { $weight: 3, delta: 5 },
        ],
        strategy: 'weighted',
      },
      [Adder],
    );
    const adder = app.get(Adder);
    const outputs = await Promise.all(
      Array.from({ length: 50 }, () => adder.add(10)),
    );
    expect(new Set(outputs)).toEqual(new Set([15]));
  });

  it('weighted: a weight that fits no config fails the boot, with the ids that are known', async () => {
    const error = await bootError(
      {
        configs: pool3,
        strategy: new WeightedStrategy({ weights: { two: 1 } }),
      },
      [Adder],
    );
    expect(error).toMatchObject({ code: 'SPEARMINT_E_INVALID_STRATEGY' });
    expect(error.message).toMatch(/"Adder\.add".*"two".*one, five, ten/);
  });
});

describe('configs', () => {
  it('Q6: two configs with one id and different contents fail the boot', async () => {
    const error = await bootError(
      {
        configs: [
          { $id: 'a', delta: 1 },
          { $id: 'a', delta: 2 },
        ],
      },
      [Adder],
    );
    expect(error).toMatchObject({
      code: expect.stringMatching(/^SPEARMINT_E_/),
    });
    expect(error.message).toContain('$id: a is already the id of configs[0]');
  });

  it.each(['round-robin', 'shadow', 'multi-branch'])(
    'Q7: a method under %s cannot change its config for others',
    async (strategy) => {
      @Injectable()
      class Mutating {
        @Experiment()
        async add(
          config: { nested: Delta } = branchConfig(),
        ): Promise<unknown> {
          const before = config.nested.delta;
          expect(() => Object.assign(config.nested, { delta: 99 })).toThrow(
            TypeError,
          );
          return before;
        }
      }
      const configs = [{ nested: { delta: 1 } }, { nested: { delta: 5 } }];
      const app = await boot({ configs, strategy }, [Mutating]);
      for (let i = 0; i < 4; i++) await app.get(Mutating).add();
      await app.settle();
      for (const { output, config } of app.logger.branches) {
        expect(output).toBe((config as { nested: Delta }).nested.delta);
      }
      expect(
        app.logger.branches.every(({ status }) => status === 'success'),
      ).toBe(true);
      expect(configs).toEqual([
        { nested: { delta: 1 } },
        { nested: { delta: 5 } },
      ]);
    },
  );
});
