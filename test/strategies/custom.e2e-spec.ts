import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import {
  branchConfig,
  type ConfigEntry,
  type ConfigPool,
  Experiment,
  RoundRobinStrategy,
  type SelectionContext,
  SelectionStrategy,
  SpearmintStrategy,
  Strategy,
  StrategyRegistry,
} from 'nestjs-spearmint';
import {
  boot,
  type Booted,
  bootError,
  closeAll,
  type Delta,
  pool3,
  turns,
} from '../support/boot.js';

afterEach(closeAll);

/** Picks the configs from the last to the first. */
class BackwardsStrategy extends SelectionStrategy {
  private left = 0;

  select(pool: ConfigPool): ConfigEntry {
    this.left = this.left === 0 ? pool.size - 1 : this.left - 1;
    return pool.at(this.left);
  }
}

@Injectable()
class Pair {
  @Experiment()
  async first(x: number, config: Delta = branchConfig()): Promise<number> {
    return x + config.delta;
  }

  @Experiment()
  async second(x: number, config: Delta = branchConfig()): Promise<number> {
    return x + config.delta;
  }
}

async function outputs(app: Booted): Promise<number[]> {
  const pair = app.get(Pair);
  return [
    await pair.first(10),
    await pair.first(10),
    await pair.second(10),
    await pair.first(10),
  ];
}

describe('where a strategy comes from', () => {
  it('a class: each experiment has an instance of its own', async () => {
    const app = await boot({ configs: pool3, strategy: BackwardsStrategy }, [
      Pair,
    ]);
    expect(await outputs(app)).toEqual([20, 15, 20, 11]);
  });

  it('AC-I5: a class in forRoot({ strategies }), by the name of the class', async () => {
    const app = await boot(
      {
        configs: pool3,
        strategies: [BackwardsStrategy],
        strategy: 'backwards',
      },
      [Pair],
    );
    expect(app.get(StrategyRegistry).names()).toContain('backwards');
    expect(await outputs(app)).toEqual([20, 15, 20, 11]);
  });

  it('AC-I5: a provider with @SpearmintStrategy, its dependencies from its own module', async () => {
    @Injectable()
    class Prices {
      readonly cheapest = 'five';
    }
    @SpearmintStrategy('cheapest')
    class CheapestStrategy extends SelectionStrategy {
      calls = 0;

      constructor(private readonly prices: Prices) {
        super();
      }

      select(pool: ConfigPool, { probe }: SelectionContext): ConfigEntry {
        if (!probe) this.calls++;
        return this.calls > 1
          ? pool.at(0)
          : (pool.byId(this.prices.cheapest) as ConfigEntry);
      }
    }
    @Module({ providers: [Prices, CheapestStrategy] })
    class PricesModule {}
    const app = await boot({ configs: pool3, strategy: 'cheapest' }, [Pair], {
      imports: [PricesModule],
    });
    // The second experiment's first call shows that it does not share the count.
    expect(await outputs(app)).toEqual([15, 11, 15, 11]);
  });

  it('a factory in the registry', async () => {
    @Injectable()
    class Registering {
      constructor(registry: StrategyRegistry) {
        registry.register('reverse', (): Strategy => new BackwardsStrategy());
      }
    }
    const app = await boot({ configs: pool3, strategy: 'reverse' }, [
      Registering,
      Pair,
    ]);
    expect(await outputs(app)).toEqual([20, 15, 20, 11]);
  });

  it('an instance with fork(): each experiment has a fork', async () => {
    class Forking extends BackwardsStrategy {
      override fork(): Forking {
        return new Forking();
      }
    }
    const app = await boot({ configs: pool3, strategy: new Forking() }, [Pair]);
    expect(await outputs(app)).toEqual([20, 15, 20, 11]);
  });

  it('an instance without fork() is shared', async () => {
    const app = await boot(
      { configs: pool3, strategy: new BackwardsStrategy() },
      [Pair],
    );
    expect(await outputs(app)).toEqual([20, 15, 11, 20]);
  });

  it('a subclass that only inherits fork() is not taken for its base', async () => {
    class Sticky extends RoundRobinStrategy {
      override select(pool: ConfigPool): ConfigEntry {
        return pool.at(2);
      }
    }
    const app = await boot({ configs: pool3, strategy: new Sticky() }, [Pair]);
    expect(await outputs(app)).toEqual([20, 20, 20, 20]);
  });

  it('AC-I6: a name that is taken fails the boot', async () => {
    @SpearmintStrategy('shadow')
    class OtherShadow extends BackwardsStrategy {}
    const error = await bootError(
      { configs: pool3, strategies: [OtherShadow] },
      [Pair],
    );
    expect(error).toMatchObject({ code: 'SPEARMINT_E_DUPLICATE_STRATEGY' });
    expect(error.message).toContain('"shadow" is already registered');
  });

  it('AC-I4: a name that nobody registered fails the boot, with the known ones', async () => {
    const error = await bootError(
      {
        configs: pool3,
        strategy: 'nonexistent',
        strategies: [BackwardsStrategy],
      },
      [Pair],
    );
    expect(error.message).toContain('Unknown strategy "nonexistent"');
    expect(error.message).toContain('fallback, backwards');
  });
});

/** Does at run time what the boot cannot foresee. */
class Faulty extends SelectionStrategy {
  constructor(private readonly fault: (pool: ConfigPool) => unknown) {
    super();
  }

  select(pool: ConfigPool, { probe }: SelectionContext): ConfigEntry {
    return (probe ? pool.at(0) : this.fault(pool)) as ConfigEntry;
  }
}

describe('a select() that misbehaves: the first config runs, and it is said once', () => {
  it.each<[string, (pool: ConfigPool) => unknown]>([
    [
      'throws',
      () => {
        throw new Error('a fault');
      },
    ],
    [
      'throws undefined',
      () => {
        throw undefined;
      },
    ],
    ['returns undefined', () => undefined],
    ['returns null', () => null],
    ['returns an index', () => 1],
    ['returns a config instead of its entry', (pool) => pool.at(1).value],
    ['returns a copy of an entry', (pool) => ({ ...pool.at(1) })],
    ['returns a promise', (pool) => Promise.resolve(pool.at(1))],
    [
      'returns a promise that rejects',
      () => Promise.reject(new Error('a fault')),
    ],
    [
      'returns a thenable that throws',
      () => ({
        then() {
          throw new Error('a fault');
        },
      }),
    ],
    [
      'returns a proxy that throws',
      () =>
        new Proxy(
          {},
          {
            get() {
              throw new Error('a fault');
            },
          },
        ),
    ],
  ])('%s', async (_, fault) => {
    const app = await boot({ configs: pool3, strategy: new Faulty(fault) }, [
      Pair,
    ]);
    const pair = app.get(Pair);
    expect([await pair.first(10), await pair.first(10)]).toEqual([11, 11]);
    await app.settle();
    expect(
      app.logger.branches.map(({ role, configId }) => [role, configId]),
    ).toEqual([
      ['primary', 'one'],
      ['primary', 'one'],
    ]);
    const said = app.said.warnings.filter((line) =>
      line.includes('"Pair.first"'),
    );
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(
      /Faulty of "Pair\.first".*the first config of the pool runs instead/,
    );
  });

  it('a logger of the application that throws is no reason for a call to fail', async () => {
    const app = await boot(
      { configs: pool3, strategy: new Faulty(() => undefined) },
      [Pair],
    );
    app.said.warn = (): void => {
      throw new Error('the log is full');
    };
    expect(await app.get(Pair).first(10)).toBe(11);
  });

  it.each<[string, (pool: ConfigPool) => unknown]>([
    ['nothing', () => undefined],
    ['something that is not in the pool', () => ({})],
    [
      'something that is not in the pool',
      (pool) => Promise.resolve(pool.at(0)),
    ],
    [
      'something that is not in the pool',
      () => Promise.reject(new Error('a fault')),
    ],
  ])(
    'one that gives %s on the trial at boot fails the boot',
    async (what, fault) => {
      class Always extends SelectionStrategy {
        select(pool: ConfigPool): ConfigEntry {
          return fault(pool) as ConfigEntry;
        }
      }
      const error = await bootError({ configs: pool3, strategy: Always }, [
        Pair,
      ]);
      await turns();
      expect(error.message).toContain(`"Pair.first" selects ${what}`);
    },
  );
});
