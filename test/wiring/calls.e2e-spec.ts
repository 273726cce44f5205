import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, type Provider } from '@nestjs/common';
import {
  branchConfig,
  BranchContainer,
  BranchContext,
  EmptyConfigPoolError,
  Experiment,
  ExperimentRunner,
  SpearmintModule,
  type SpearmintOptions,
} from 'nestjs-spearmint';
import {
  boot as bootWith,
  type Booted,
  closeAll,
  type Delta,
  pool3,
} from '../support/boot.js';

afterEach(closeAll);

const boot = (
  providers: Provider[],
  options: SpearmintOptions = {},
): Promise<Booted> => bootWith({ configs: pool3, ...options }, providers);

@Injectable()
class Adder {
  @Experiment({ strategy: 'round-robin' })
  async rotate(x: number, config: Delta = branchConfig()): Promise<number> {
    return x + config.delta;
  }
  @Experiment({ strategy: 'shadow' })
  async shadowed(x: number, config: Delta = branchConfig()): Promise<number> {
    return x + config.delta;
  }
  @Experiment({ strategy: 'multi-branch' })
  async all(
    x: number,
    config: Delta = branchConfig(),
  ): Promise<number | BranchContainer<number>> {
    return x + config.delta;
  }
  @Experiment()
  async plain(x: number, config: Delta = branchConfig()): Promise<number> {
    return x + config.delta;
  }
  @Experiment()
  sync(x: number, config: Delta = branchConfig()): number | Promise<number> {
    return x + config.delta;
  }
}

describe('the decorator', () => {
  it('AC-J1: round-robin: two calls give 11 and 15', async () => {
    const adder = (await boot([Adder])).module.get(Adder);

    expect([await adder.rotate(10), await adder.rotate(10)]).toEqual([11, 15]);
  });

  it('AC-J2: shadow: the call gives 11', async () => {
    const adder = (await boot([Adder])).module.get(Adder);

    await expect(adder.shadowed(10)).resolves.toBe(11);
  });

  it('AC-J3: multi-branch: the call gives a container of three successes', async () => {
    const adder = (await boot([Adder])).module.get(Adder);
    const all = await adder.all(10);

    expect(all).toBeInstanceOf(BranchContainer);
    expect((all as BranchContainer).successful()).toHaveLength(3);
  });

  it('AC-J4, Q19: without configs, and with an explicit [], the boot names the method and what is missing', async () => {
    class Own {
      @Experiment({ configs: [] })
      async run() {}
    }

    await expect(bootWith({}, [Adder])).rejects.toThrow(
      /"Adder\.rotate" requires at least one config/,
    );
    const boots = bootWith({ configs: pool3 }, [Own]);
    await expect(boots).rejects.toThrow(EmptyConfigPoolError);
    await expect(boots).rejects.toThrow(
      /"Own\.run".*@Experiment\({ configs }\)/,
    );
  });

  it('Q19: a run with configs: [] is refused, too', async () => {
    const { module } = await boot([Adder]);

    await expect(
      module
        .get(ExperimentRunner)
        .run(module.get(Adder), 'plain', [1], { configs: [] }),
    ).rejects.toThrow(/list of configs is empty/);
  });

  it('AC-J5: a call is recorded as one run with one branch', async () => {
    const { module, records } = await boot([Adder]);
    await module.get(Adder).plain(10);

    expect(await records()).toMatchObject([
      { experiment: 'Adder.plain', configId: 'one', output: 11 },
    ]);
  });

  it('whoever called a method that throws or returns at once is in no branch afterwards', async () => {
    @Injectable()
    class Division {
      @Experiment()
      by(x: number, config: Delta = branchConfig()): number | Promise<number> {
        if (x === 0) throw new RangeError('by zero');
        return config.delta / x;
      }
    }
    const { module } = await boot([Division]);
    const division = module.get(Division);
    const context = module.get(BranchContext);
    for (const x of [1, 0]) {
      const call = Promise.resolve(division.by(x)).catch(() => undefined);
      expect(context.current).toBeUndefined();
      await call;
      expect(context.current).toBeUndefined();
    }
  });

  it('AC-J7, AC-J9: a method that returns at once is allowed; its call gives a promise', async () => {
    const adder = (await boot([Adder])).module.get(Adder);
    const call = adder.sync(10);

    expect(call).toBeInstanceOf(Promise);
    await expect(call).resolves.toBe(11);
  });

  it('AC-J8: under round-robin the very error that the method threw reaches the caller', async () => {
    const error = new RangeError('too far');
    class Failing {
      @Experiment({ strategy: 'round-robin' })
      async later() {
        await Promise.resolve();
        throw error;
      }
      @Experiment({ strategy: 'round-robin' })
      atOnce(): unknown {
        throw error;
      }
    }
    const { module, records } = await boot([Failing]);

    await expect(module.get(Failing).later()).rejects.toBe(error);
    await expect(module.get(Failing).atOnce()).rejects.toBe(error);
    expect(await records()).toMatchObject([
      { status: 'failed', error: { type: 'RangeError', message: 'too far' } },
      { status: 'failed', error: { type: 'RangeError' } },
    ]);
  });

  it("AC-J10: the module's configs and strategy hold where the decorator says nothing", async () => {
    const { module } = await boot([Adder], { strategy: 'round-robin' });
    const adder = module.get(Adder);

    expect([await adder.plain(10), await adder.plain(10)]).toEqual([11, 15]);
    await expect(adder.shadowed(10)).resolves.toBe(11);
  });

  it('AC-J11: a method with several awaits and helpers keeps its branch', async () => {
    @Injectable()
    class Steps {
      constructor(private readonly context: BranchContext) {}
      private async helper(): Promise<unknown> {
        await Promise.resolve();
        return this.context.current?.configId;
      }
      @Experiment({ strategy: 'round-robin' })
      async run(config: Delta = branchConfig()) {
        const ids = [await this.helper()];
        await new Promise((resolve) => setImmediate(resolve));
        ids.push(...(await Promise.all([this.helper(), this.helper()])));
        return [config.delta, ...ids];
      }
    }
    const { module } = await boot([Steps]);
    const steps = module.get(Steps);

    await expect(Promise.all([steps.run(), steps.run()])).resolves.toEqual([
      [1, 'one', 'one', 'one'],
      [5, 'five', 'five', 'five'],
    ]);
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a list', [1, [2]]],
    ['an object', { a: { b: 1 } }],
    ['an instance', new Date(0)],
    ['a Map', new Map([[1, 2]])],
    ['a function', () => 1],
    ['an error that is returned', new Error('returned')],
    ['a symbol', Symbol('s')],
  ])('AC-J12: %s comes back unchanged', async (_name, value) => {
    class Returns {
      @Experiment()
      async single() {
        return value;
      }
      @Experiment({ strategy: 'shadow' })
      async shadow() {
        return value;
      }
    }
    const { module } = await boot([Returns]);

    await expect(module.get(Returns).single()).resolves.toBe(value);
    await expect(module.get(Returns).shadow()).resolves.toBe(value);
  });
});

describe('experiments that call experiments', () => {
  @Injectable()
  class Inner {
    @Experiment({ name: 'inner' })
    async inner(config: Delta = branchConfig()): Promise<number> {
      return config.delta;
    }
  }
  @Injectable()
  class Outer {
    constructor(private readonly inner: Inner) {}

    private async helper(): Promise<number> {
      await Promise.resolve();
      return this.inner.inner();
    }
    @Experiment({ name: 'helper' })
    async throughHelper(_config = branchConfig()): Promise<number> {
      return this.helper();
    }
    @Experiment({ name: 'this' })
    async throughThis(_config = branchConfig()): Promise<number> {
      return this.own();
    }
    @Experiment({ name: 'own' })
    async own(config: Delta = branchConfig()): Promise<number> {
      return config.delta;
    }
    @Experiment({ name: 'recursion', strategy: 'round-robin' })
    async count(n: number, config: Delta = branchConfig()): Promise<number[]> {
      return n === 0
        ? [config.delta]
        : [config.delta, ...(await this.count(n - 1))];
    }
  }

  it.each([
    ['throughHelper', 'inner', 'helper'],
    ['throughThis', 'own', 'this'],
  ] as const)(
    'Q13: %s links the inner branch to the outer one',
    async (method, inner, outer) => {
      const { module, records } = await boot([Outer, Inner]);
      await expect(module.get(Outer)[method]()).resolves.toBe(1);
      const [first, second] = await records();

      expect(first).toMatchObject({
        experiment: inner,
        parentId: second?.id,
      });
      expect(second).toMatchObject({ experiment: outer, parentId: undefined });
    },
  );

  it('Q13: recursion links each call to the one that made it, and moves the cursor once a call', async () => {
    const { module, records } = await boot([Outer, Inner]);

    await expect(module.get(Outer).count(3)).resolves.toEqual([1, 5, 10, 1]);
    const chain = [...(await records())].reverse();
    expect(chain.map(({ parentId }) => parentId)).toEqual([
      undefined,
      ...chain.slice(0, 3).map(({ id }) => id),
    ]);
  });

  it('Q14: an unrelated experiment inside a context or a run keeps its own pool and strategy', async () => {
    @Injectable()
    class Other {
      @Experiment({
        configs: [{ $id: 'x', delta: 7 }],
        strategy: 'multi-branch',
      })
      async other(config: Delta = branchConfig()): Promise<unknown> {
        return config.delta;
      }
    }
    @Injectable()
    class Session {
      constructor(private readonly other: Other) {}
      @Experiment()
      async run(config: Delta = branchConfig()) {
        const others = (await this.other.other()) as BranchContainer<number>;
        return [config.delta, ...others.outputs()];
      }
    }
    const { module } = await boot([Other, Session]);
    const { output, branches } = await module
      .get(ExperimentRunner)
      .run(module.get(Session), 'run', [], {
        strategy: 'single',
        configs: [{ $id: 'y', delta: 9 }],
      });

    expect(output).toEqual([9, 7]);
    // The run's container holds the run's branches alone.
    expect([...branches].map(({ configId }) => configId)).toEqual(['y']);
    const context = module.get(BranchContext);
    const shown = await context.run(async () => {
      await module.get(Session).run();
      return [...module.get(BranchContainer)].map(
        ({ experiment, configId }) => [experiment, configId],
      );
    });
    expect(shown).toEqual([
      ['Session.run', 'one'],
      ['Other.other', 'x'],
    ]);
  });

  it('Q16: two experiments over one function object are independent', async () => {
    const shared = async function (this: unknown): Promise<number> {
      return branchConfig<Delta>().delta;
    };
    class Twins {
      declare one: () => Promise<number>;
      declare two: () => Promise<number>;
    }
    for (const [key, strategy] of [
      ['one', 'round-robin'],
      ['two', 'single'],
    ] as const) {
      const descriptor = { value: shared, configurable: true, writable: true };
      Experiment({ strategy })(Twins.prototype, key, descriptor as never);
      Object.defineProperty(Twins.prototype, key, descriptor);
    }
    const { module } = await boot([Twins]);
    const twins = module.get(Twins);

    expect([await twins.one(), await twins.one()]).toEqual([1, 5]);
    expect([await twins.two(), await twins.two()]).toEqual([1, 1]);
    await expect(shared.call(undefined)).rejects.toThrow(/outside of a branch/);
  });
});

describe('the package', () => {
  const root = join(import.meta.dirname, '../../libs/spearmint');
  const manifest = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as {
    exports: Record<string, unknown>;
    dependencies: Record<string, string>;
    peerDependencies: Record<string, string>;
    peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  };

  it('AC-P1: every entry can be imported and exports something', async () => {
    const entries = Object.keys(manifest.exports).filter(
      (entry) => !entry.endsWith('.json'),
    );
    expect(entries).toEqual(['.', './testing']);
    const loaded = await Promise.all([
      import('nestjs-spearmint'),
      import('nestjs-spearmint/testing'),
    ]);

    expect(loaded[0].SpearmintModule).toBe(SpearmintModule);
    for (const entry of loaded) {
      expect(Object.values(entry)).not.toContain(undefined);
      expect(Object.keys(entry).length).toBeGreaterThan(0);
    }
  });

  it('AC-P2: it imports nothing that an installation may lack', () => {
    const required = [
      ...Object.keys(manifest.dependencies),
      ...Object.keys(manifest.peerDependencies).filter(
        (name) => manifest.peerDependenciesMeta?.[name]?.optional !== true,
      ),
    ];
    const imported = readdirSync(join(root, 'src'), {
      recursive: true,
      encoding: 'utf8',
    })
      .filter((file) => /(?<!\.spec|\.fixture)\.ts$/.test(file))
      .flatMap((file) =>
        [
          ...readFileSync(join(root, 'src', file), 'utf8').matchAll(
            /^(?:import|export)\s(?!type)[^;]*?from '([^']+)'/gm,
          ),
        ].map(([, name]) => name),
      )
      .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
      .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);

    expect(imported.length).toBeGreaterThan(0);
    expect(required).toEqual(
      expect.arrayContaining([...new Set(imported)].filter(Boolean)),
    );
  });
});
