import { afterEach, describe, expect, it } from '@jest/globals';
import type { Provider } from '@nestjs/common';
import {
  BranchConfig,
  branchConfig,
  type BranchContainer,
  BranchContext,
  configId,
  Experiment,
  ExperimentRunner,
  injected,
  SpearmintConfigError,
  SpearmintModule,
} from 'nestjs-spearmint';
import { z } from 'zod';
import { boot as bootWith, closeAll } from '../support/boot.js';
import {
  boot,
  flat,
  LlmConfig,
  nested,
  SearchConfig,
} from './support/llm-config.js';

afterEach(closeAll);

describe('AC-D1, AC-D7: a parameter with a model gets a validated and frozen instance, with the defaults of the class', () => {
  class Forms {
    @Experiment()
    async initialiser(
      config: LlmConfig = branchConfig(LlmConfig),
    ): Promise<LlmConfig> {
      return config;
    }
    @Experiment()
    async decorator(
      @BranchConfig(LlmConfig) config: LlmConfig = injected(),
    ): Promise<LlmConfig> {
      return config;
    }
    @Experiment()
    async schema(
      config = branchConfig(
        z.object({ model: z.string(), temperature: z.number().default(0.7) }),
      ),
    ): Promise<unknown> {
      return config;
    }
  }

  it.each(['initialiser', 'decorator'] as const)('%s', async (form) => {
    const { module } = await boot(flat, Forms);
    const config = await module.get(Forms)[form]();

    expect(config).toBeInstanceOf(LlmConfig);
    expect(config).toEqual({ model: 'small', temperature: 0.7 });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('a Standard Schema instead of a class', async () => {
    const { module } = await boot(flat, Forms);

    await expect(module.get(Forms).schema()).resolves.toEqual({
      model: 'small',
      temperature: 0.7,
    });
  });

  it('AC-D7: each config is validated: what one of them lacks fails the boot', async () => {
    const boots = bootWith(
      { configs: [...flat, { $id: 'c', temperature: 'hot' }] },
      [Forms],
    );

    await expect(boots).rejects.toThrow(/"Forms\.decorator"/);
    await expect(boots).rejects.toMatchObject({
      issues: [
        { origin: 'configs[2]', path: 'model' },
        { origin: 'configs[2]', path: 'temperature' },
      ],
    });
    await boot(flat, Forms);
  });
});

describe('AC-D2, AC-D3, AC-D6: parts of a config', () => {
  class Parts {
    @Experiment()
    async near(@BranchConfig(LlmConfig, 'llm') config: LlmConfig = injected()) {
      return config.model;
    }
    @Experiment()
    async deep(config = branchConfig(LlmConfig, 'app.llm')) {
      return config.model;
    }
    @Experiment()
    async two(
      query: string,
      @BranchConfig(LlmConfig, 'app.llm') llm: LlmConfig = injected(),
      @BranchConfig(SearchConfig, 'app.search')
      search: SearchConfig = injected(),
    ) {
      return `${query} ${llm.model} ${search.limit}`;
    }
    @Experiment()
    async both(
      @BranchConfig(LlmConfig, 'llm') llm: LlmConfig = injected(),
      search = branchConfig(SearchConfig, 'app.search'),
    ) {
      return `${llm.model} ${search.limit}`;
    }
  }

  it('AC-D2: "llm" and "app.llm" lead to the model at that place', async () => {
    const { module } = await boot(nested, Parts);

    await expect(module.get(Parts).near()).resolves.toBe('near');
    await expect(module.get(Parts).deep()).resolves.toBe('deep');
  });

  it('AC-D3: two models are bound to two sections in one call, in either form', async () => {
    const { module } = await boot(nested, Parts);

    await expect(module.get(Parts).two('q')).resolves.toBe('q deep 3');
    await expect(module.get(Parts).both()).resolves.toBe('near 3');
  });

  it('AC-D6: the part is injected into a direct call and into one by the runner', async () => {
    const { module } = await boot(nested, Parts);
    const parts = module.get(Parts);
    const { output } = await module
      .get(ExperimentRunner)
      .run(parts, 'near', []);

    expect([await parts.near(), output]).toEqual(['near', 'near']);
  });

  it('a part that the caller gives leaves the other to the first config', async () => {
    const { module } = await boot(nested, Parts);

    await expect(
      module.get(Parts).two('q', { model: 'mine', temperature: 0 }),
    ).resolves.toBe('q mine 3');
  });
});

describe('AC-D4: a path that leads nowhere', () => {
  class Lost {
    @Experiment()
    async metadata(@BranchConfig(LlmConfig, 'nope.llm') c = injected()) {
      return c;
    }
  }
  class LostLater {
    @Experiment()
    async initialiser(c = branchConfig(undefined, 'lmm')) {
      return c;
    }
  }

  it('fails the boot for @BranchConfig, with every config and the path', async () => {
    const boots = bootWith({ configs: flat }, [Lost]);

    await expect(boots).rejects.toBeInstanceOf(SpearmintConfigError);
    await expect(boots).rejects.toThrow(/"Lost\.metadata".*2 problems/s);
    await expect(boots).rejects.toThrow(/configs\[0\].*nope: not found/);
    await expect(boots).rejects.toThrow(/configs\[1\].*nope: not found/);
    await boot(flat, LostLater);
  });

  it('rejects the call for branchConfig(), with the config, what is there, and the likely name', async () => {
    const { module } = await boot(nested, LostLater);
    const calls = module.get(LostLater).initialiser();

    await expect(calls).rejects.toBeInstanceOf(SpearmintConfigError);
    await expect(calls).rejects.toThrow(
      /config "n"[^]*lmm.*app, llm.*did you mean llm/,
    );
  });
});

describe('AC-D5: arguments pass through around the config', () => {
  const strategies = ['single', 'round-robin', 'shadow', 'multi-branch'];
  it.each(strategies)('%s', async (strategy) => {
    const seen: unknown[] = [];
    class Args {
      @Experiment({ strategy })
      async all(
        text: string,
        @BranchConfig() config: { model: string } = injected(),
        options: { deep: boolean } = { deep: false },
        ...rest: number[]
      ): Promise<string | BranchContainer<string>> {
        seen.push([text, options, rest]);
        return config.model;
      }
    }
    const { module } = await boot(flat, Args);
    const options = { deep: true };
    const { branches } = await module
      .get(ExperimentRunner)
      .run(module.get(Args), 'all', ['t', undefined, options, 1, 2], {
        settle: true,
      });

    expect(seen).toEqual(branches.outputs().map(() => ['t', options, [1, 2]]));
    expect(branches.at(0)?.output).toBe('small');
  });
});

describe('what is injected, and what is not', () => {
  it('AC-D8: a config goes where it is asked for, never by a parameter’s name', async () => {
    class Named {
      @Experiment()
      async run(config?: unknown) {
        return config;
      }
    }
    const { module } = await boot(flat, Named);

    await expect(module.get(Named).run()).resolves.toBeUndefined();
  });

  it('AC-D9: a method without a config parameter runs as it is', async () => {
    class Bare {
      @Experiment()
      async add(a: number, b: number) {
        return a + b;
      }
      @Experiment()
      async none() {
        return 'none';
      }
    }
    const { module } = await boot(flat, Bare);

    await expect(module.get(Bare).add(1, 2)).resolves.toBe(3);
    await expect(module.get(Bare).none()).resolves.toBe('none');
  });

  it('AC-D10, AC-D11: options objects and rest parameters reach the method; the config comes from BranchContext', async () => {
    class Rest {
      constructor(readonly context: BranchContext) {}
      @Experiment()
      async run(options: { a: number; b?: number }, ...rest: string[]) {
        await Promise.resolve();
        const { model } = this.context.config(LlmConfig);
        return { options, rest, model };
      }
    }
    const { module } = await boot(flat, {
      provide: Rest,
      inject: [BranchContext],
      useFactory: (context: BranchContext) => new Rest(context),
    });

    await expect(
      module.get(Rest).run({ a: 1, b: 2 }, 'x', 'y'),
    ).resolves.toEqual({
      options: { a: 1, b: 2 },
      rest: ['x', 'y'],
      model: 'small',
    });
  });

  it('AC-D13: with emptyPool: passthrough a method without configs runs as the one case "default"', async () => {
    class Empty {
      @Experiment({ strategy: 'shadow' })
      async run(x: number) {
        return x * 2;
      }
    }
    const { module, records, said } = await boot(undefined, Empty, {
      emptyPool: 'passthrough',
    });

    await expect(module.get(Empty).run(4)).resolves.toBe(8);
    expect(await records()).toMatchObject([
      { configId: 'default', role: 'primary', output: 8 },
    ]);
    // There is nothing that it could have read.
    expect(said.warnings).toEqual([]);
  });

  it.each(['single', 'multi-branch'])(
    'emptyPool: passthrough holds for a named pool and for configs: [], too (%s)',
    async (strategy) => {
      class Empty {
        @Experiment({ pool: 'empty', strategy })
        async named() {
          return 'named';
        }

        @Experiment({ configs: [], strategy })
        async own() {
          return 'own';
        }
      }
      const { module, records } = await boot(
        undefined,
        Empty,
        { emptyPool: 'passthrough' },
        [SpearmintModule.forFeature({ name: 'empty', configs: [] })],
      );
      await module.get(Empty).named();
      await module.get(Empty).own();

      expect(await records()).toMatchObject([
        { configId: 'default', output: 'named' },
        { configId: 'default', output: 'own' },
      ]);
    },
  );

  it('own metadata only: a method that overrides has the signature that it writes', async () => {
    class Base {
      @Experiment()
      async run(
        query: string,
        @BranchConfig() config: { model: string } = injected(),
      ): Promise<string> {
        return `${query} ${config.model}`;
      }
    }
    class Other extends Base {
      @Experiment()
      // @ts-expect-error another second parameter
      override async run(query: string, mode = 'plain'): Promise<string> {
        return `${query} ${mode}`;
      }
    }
    const { module } = await boot(flat, Other);

    await expect(module.get(Other).run('q')).resolves.toBe('q plain');
    await expect(module.get(Other).run('q', 'x')).resolves.toBe('q x');
  });

  it('null, which stands for "not given", is filled as undefined is', async () => {
    class Nullable {
      @Experiment()
      async run(
        @BranchConfig() config: { model: string } | null | undefined,
        id: string,
      ) {
        return `${config?.model} ${id}`;
      }
    }
    const { module, records } = await boot(flat, Nullable);

    await expect(module.get(Nullable).run(null, '1')).resolves.toBe('small 1');
    await expect(module.get(Nullable).run(undefined, '2')).resolves.toBe(
      'small 2',
    );
    expect((await records()).map(({ configSource }) => configSource)).toEqual([
      'pool',
      'pool',
    ]);
  });
});

describe('AC-D12: a config that the caller gives', () => {
  class Answers {
    readonly seen: unknown[] = [];
    constructor(private readonly context: BranchContext) {}
    @Experiment({ strategy: 'multi-branch' })
    async answer(
      question: string,
      @BranchConfig(LlmConfig) config: LlmConfig = injected(),
    ): Promise<string | BranchContainer<string>> {
      this.seen.push(config, this.context.current?.configId);
      return `${question} ${config.model}`;
    }
    @Experiment()
    async outer(): Promise<unknown> {
      return this.answer('inner', { model: 'mine', temperature: 1 });
    }
  }
  const answers: Provider = {
    provide: Answers,
    inject: [BranchContext],
    useFactory: (context: BranchContext) => new Answers(context),
  };
  const mine = { model: 'mine', temperature: 0.1 };

  it('wins: the method runs once with it, without a fan-out, and the record says so', async () => {
    const { module, records } = await boot(flat, answers);

    await expect(module.get(Answers).answer('q', mine)).resolves.toBe('q mine');
    expect(module.get(Answers).seen).toEqual([mine, configId(mine)]);
    expect(await records()).toMatchObject([
      {
        configSource: 'caller',
        configId: configId(mine),
        config: mine,
        configRead: true,
        role: 'primary',
        output: 'q mine',
      },
    ]);
  });

  it('wins inside another experiment, too', async () => {
    const { module, records } = await boot(flat, answers);

    await expect(module.get(Answers).outer()).resolves.toBe('inner mine');
    const [inner, outer] = await records();
    expect(inner).toMatchObject({
      configSource: 'caller',
      parentId: outer?.id,
    });
    expect(outer).toMatchObject({ configSource: 'pool', configId: 'a' });
  });

  it('is recorded as it was when the call was made', async () => {
    const { module, records } = await boot(flat, answers);
    const changing = { ...mine };
    const call = module.get(Answers).answer('q', changing);
    changing.model = 'changed';
    await call;

    expect(await records()).toMatchObject([
      { configId: configId(mine), config: mine },
    ]);
  });

  it('may be an instance, and may be something that no config can be', async () => {
    const { module, records } = await boot(flat, answers);
    const instance = Object.assign(new LlmConfig(), { model: 'instance' });
    const odd = { model: 'odd', temperature: () => 1 };
    await module.get(Answers).answer('q', instance);
    await module.get(Answers).answer('q', odd as never);

    expect(await records()).toMatchObject([
      { configId: configId(instance), status: 'success' },
      { configId: 'caller', status: 'success', output: 'q odd' },
    ]);
  });
});
