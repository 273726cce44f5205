import { afterEach, describe, expect, it } from '@jest/globals';
import {
  BranchConfig,
  branchConfig,
  BranchContext,
  Experiment,
  ExperimentRunner,
  injected,
  type MaybeBranches,
} from 'nestjs-spearmint';
import { boot as bootWith, closeAll } from '../support/boot.js';
import {
  AppConfig,
  boot,
  flat,
  LlmConfig,
  nested,
} from './support/llm-config.js';

afterEach(closeAll);

describe('safety of injected values', () => {
  it('Q7: a method cannot change its config for anybody', async () => {
    class Vandal {
      @Experiment()
      async plain(config: { model: string } = branchConfig()) {
        config.model = 'changed';
      }
      @Experiment()
      async typed(
        @BranchConfig(AppConfig, 'app') config: AppConfig = injected(),
      ) {
        config.llm.model = 'changed';
      }
      @Experiment()
      async list(
        @BranchConfig(AppConfig, 'app') config: AppConfig = injected(),
      ) {
        config.tags.push('changed');
      }
      @Experiment()
      async look(
        @BranchConfig(AppConfig, 'app') config: AppConfig = injected(),
      ) {
        return [config.llm.model, config.tags];
      }
    }
    const { module } = await boot(nested, Vandal);
    const vandal = module.get(Vandal);

    await expect(vandal.plain()).rejects.toThrow(TypeError);
    await expect(vandal.typed()).rejects.toThrow(TypeError);
    await expect(vandal.list()).rejects.toThrow(TypeError);
    await expect(vandal.look()).resolves.toEqual(['deep', []]);
  });

  it('Q7: the object that was given as a config may change afterwards', async () => {
    const source = { model: 'first', list: [1] };
    class Reader {
      @Experiment()
      async read(config: unknown = branchConfig()) {
        return config;
      }
    }
    const { module } = await boot([source], Reader);
    source.model = 'second';
    source.list.push(2);

    await expect(module.get(Reader).read()).resolves.toEqual({
      model: 'first',
      list: [1],
    });
  });

  it('Q8: the ids that code sees are the ids of the record, also under a bound part', async () => {
    class Ids {
      readonly seen: unknown[] = [];
      constructor(readonly context: BranchContext) {}
      @Experiment({ strategy: 'shadow' })
      async run(@BranchConfig(LlmConfig, 'llm') _c: LlmConfig = injected()) {
        await Promise.resolve();
        const branch = this.context.current;
        this.seen.push([branch?.id, branch?.configId, branch?.config]);
      }
    }
    const { module, records } = await boot(
      [...nested, { $id: 'm', llm: { model: 'm' } }],
      {
        provide: Ids,
        inject: [BranchContext],
        useFactory: (context: BranchContext) => new Ids(context),
      },
    );
    await module
      .get(ExperimentRunner)
      .run(module.get(Ids), 'run', [], { settle: true });
    const recorded = await records();

    expect(recorded.map(({ configId: id }) => id)).toEqual(['n', 'm']);
    expect(module.get(Ids).seen).toEqual(
      recorded.map(({ id, configId: config, config: value }) => [
        id,
        config,
        value,
      ]),
    );
  });

  it('Q9: a strict model may be bound to the root of a config with an id', async () => {
    class Strict {
      @Experiment()
      async run(@BranchConfig(LlmConfig) config: LlmConfig = injected()) {
        return [config.model, config.temperature];
      }
    }
    const { module } = await boot(flat, Strict);
    await expect(module.get(Strict).run()).resolves.toEqual(['small', 0.7]);

    await expect(
      bootWith({ configs: [{ model: 'small', temprature: 1 }] }, [Strict]),
    ).rejects.toThrow(/temprature/);
  });

  it.each([0, '', false, null])('Q10: %j is injected', async (value) => {
    class Falsy {
      @Experiment()
      async initialiser(config = branchConfig(undefined, 'inner.value')) {
        return [config];
      }
      @Experiment()
      async decorator(
        @BranchConfig(undefined, 'inner.value') config: unknown = injected(),
      ) {
        return [config];
      }
    }
    const { module } = await boot([{ inner: { value } }], Falsy);

    await expect(module.get(Falsy).initialiser()).resolves.toEqual([value]);
    await expect(module.get(Falsy).decorator()).resolves.toEqual([value]);
  });

  it('Q11: the parameter’s type may be optional or a union', async () => {
    class Unions {
      @Experiment()
      async optional(@BranchConfig(LlmConfig) config?: LlmConfig) {
        return config?.model;
      }
      @Experiment()
      async union(
        @BranchConfig(LlmConfig) config: LlmConfig | string | null = null,
      ) {
        return config instanceof LlmConfig ? config.model : config;
      }
    }
    const { module } = await boot(flat, Unions);

    await expect(module.get(Unions).optional()).resolves.toBe('small');
    await expect(module.get(Unions).union()).resolves.toBe('small');
  });

  it('Q12: an argument of the model’s class is no config where none is asked for', async () => {
    class Dtos {
      @Experiment({ strategy: 'round-robin' })
      async run(
        dto: LlmConfig,
        @BranchConfig(LlmConfig) config: LlmConfig = injected(),
      ) {
        return [dto.model, config.model];
      }
    }
    const { module, records } = await boot(flat, Dtos);
    const dto = Object.assign(new LlmConfig(), { model: 'dto' });

    await expect(module.get(Dtos).run(dto)).resolves.toEqual(['dto', 'small']);
    await expect(module.get(Dtos).run(dto)).resolves.toEqual(['dto', 'large']);
    expect((await records()).map(({ configSource }) => configSource)).toEqual([
      'pool',
      'pool',
    ]);
  });
});

describe('a config that nobody reads', () => {
  class Readers {
    constructor(private readonly context: BranchContext) {}
    @Experiment({ strategy: 'shadow' })
    async never() {}
    @Experiment()
    async initialiser(_config = branchConfig()) {}
    @Experiment()
    async decorator(@BranchConfig() _config: unknown = injected()) {}
    @Experiment()
    async context_() {
      await Promise.resolve();
      this.context.config();
    }
  }

  it('is recorded as such for every branch, and told once for an experiment', async () => {
    const { module, said, records } = await boot(flat, {
      provide: Readers,
      inject: [BranchContext],
      useFactory: (context: BranchContext) => new Readers(context),
    });
    const readers = module.get(Readers);
    const runner = module.get(ExperimentRunner);
    for (let call = 0; call < 3; call++) {
      await runner.run(readers, 'never', [], { settle: true });
    }
    await readers.initialiser();
    await readers.decorator();
    await readers.context_();

    expect((await records()).map(({ configRead }) => configRead)).toEqual([
      ...Array.from({ length: 6 }, () => false),
      ...Array.from({ length: 3 }, () => true),
    ]);
    expect(said.warnings).toHaveLength(1);
    expect(said.warnings[0]).toMatch(/"Readers\.never".*branchConfig\(\)/);
  });
});

describe('enabled: false', () => {
  class Off {
    constructor(private readonly context: BranchContext) {}
    @Experiment({ strategy: 'multi-branch' })
    initialiser(
      query: string,
      config: { model: string } = branchConfig(),
    ): MaybeBranches<string> {
      return `${query} ${config.model}`;
    }
    @Experiment({ strategy: 'multi-branch' })
    decorator(
      query: string,
      @BranchConfig(LlmConfig) config: LlmConfig = injected(),
    ): MaybeBranches<string> {
      return `${query} ${config.model}`;
    }
    @Experiment({ strategy: 'multi-branch' })
    viaContext(query: string): MaybeBranches<string> {
      return `${query} ${this.context.config(LlmConfig).model}`;
    }
  }

  it.each(['initialiser', 'decorator', 'viaContext'] as const)(
    'runs the method under the first config with nothing around it: %s',
    async (form) => {
      const { module, records } = await boot(
        flat,
        {
          provide: Off,
          inject: [BranchContext],
          useFactory: (context: BranchContext) => new Off(context),
        },
        { enabled: false },
      );

      expect(module.get(Off)[form]('q')).toBe('q small');
      expect(await records()).toEqual([]);
    },
  );
});
