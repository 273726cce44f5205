import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Global,
  Inject,
  Injectable,
  Module,
  type ModuleMetadata,
  Scope,
} from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  branchConfig,
  BranchRecorder,
  ConfigPool,
  DuplicatePoolError,
  Experiment,
  ExperimentRegistry,
  ExperimentRunner,
  getConfigPoolToken,
  InjectConfigPool,
  InMemoryLogger,
  LoggerBackend,
  NoOpLogger,
  SpearmintModule,
  type SpearmintOptions,
  type SpearmintOptionsFactory,
} from 'nestjs-spearmint';
import { FixedStrategy } from 'nestjs-spearmint/testing';
import { huge, large, type Size, Sizer, small } from './support/sizer.js';

let module: TestingModule;
afterEach(() => module.close());

async function boot(metadata: ModuleMetadata): Promise<TestingModule> {
  module = await Test.createTestingModule(metadata).compile();
  return module.init();
}

describe('forRoot', () => {
  it('boots without arguments', async () => {
    await boot({ imports: [SpearmintModule.forRoot()] });

    expect(module.get(ExperimentRegistry).names()).toEqual([]);
    expect(module.get(LoggerBackend)).toBeInstanceOf(NoOpLogger);
    expect(module.get(getConfigPoolToken(), { strict: false })).toBeUndefined();
  });

  it('needs no arguments where experiments bring their own configs', async () => {
    class Own {
      @Experiment({ configs: [large] })
      async size(config: Size = branchConfig()): Promise<string> {
        return config.size;
      }
    }
    await boot({ imports: [SpearmintModule.forRoot()], providers: [Own] });

    await expect(module.get(Own).size()).resolves.toBe('L');
  });

  it('takes a backend as a class with dependencies, and several at once', async () => {
    const SINK = Symbol('SINK');
    const sink: string[] = [];
    @Global()
    @Module({
      providers: [{ provide: SINK, useValue: sink }],
      exports: [SINK],
    })
    class SinkModule {}
    class Writer extends LoggerBackend {
      constructor(@Inject(SINK) private readonly lines: string[]) {
        super();
      }
      override logBranches(records: readonly { configId: string }[]): void {
        this.lines.push(...records.map(({ configId }) => configId));
      }
    }
    const memory = new InMemoryLogger();
    await boot({
      imports: [
        SinkModule,
        SpearmintModule.forRoot({ configs: [small], logger: [Writer, memory] }),
      ],
      providers: [Sizer],
    });
    await module.get(Sizer).size();
    await module.get(BranchRecorder).flush();

    expect(sink).toEqual(['small']);
    expect(memory.branches.map(({ configId }) => configId)).toEqual(['small']);
  });

  it('keeps to the importing modules when it is not global', async () => {
    @Injectable()
    class Curious {
      constructor(readonly runner: ExperimentRunner) {}
    }
    @Module({ providers: [Curious] })
    class Stranger {}
    const root = SpearmintModule.forRoot({
      configs: [small],
      isGlobal: false,
    });

    const builder = Test.createTestingModule({ imports: [root, Stranger] });
    await expect(builder.compile()).rejects.toThrow(/ExperimentRunner/);

    @Module({ imports: [root], exports: [SpearmintModule] })
    class Shared {}
    await boot({ imports: [Shared], providers: [Curious, Sizer] });
    expect(module.get(Curious).runner).toBeInstanceOf(ExperimentRunner);
    await expect(module.get(Sizer).size()).resolves.toBe('S');
  });

  it('runs the experiments of modules that cannot see it, whatever their scope', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Scoped extends Sizer {}
    @Module({ providers: [Sizer, Scoped] })
    class Stranger {}
    await boot({
      imports: [
        SpearmintModule.forRoot({ configs: [small], isGlobal: false }),
        Stranger,
      ],
    });

    await expect(module.get(Sizer, { strict: false }).size()).resolves.toBe(
      'S',
    );
    const scoped = await module.resolve(Scoped, undefined, { strict: false });
    await expect(scoped.size()).resolves.toBe('S');
  });
});

describe('forRootAsync', () => {
  const SETTINGS = Symbol('SETTINGS');
  @Module({
    providers: [{ provide: SETTINGS, useValue: { configs: [large] } }],
    exports: [SETTINGS],
  })
  class SettingsModule {}

  @Injectable()
  class Factory implements SpearmintOptionsFactory {
    createSpearmintOptions(): SpearmintOptions {
      return { configs: [large] };
    }
  }
  @Module({ providers: [Factory], exports: [Factory] })
  class FactoryModule {}

  it.each([
    [
      'useFactory, with what another module exports',
      SpearmintModule.forRootAsync({
        imports: [SettingsModule],
        inject: [SETTINGS],
        useFactory: async (settings: SpearmintOptions) => settings,
      }),
    ],
    ['useClass', SpearmintModule.forRootAsync({ useClass: Factory })],
    [
      'useExisting',
      SpearmintModule.forRootAsync({
        imports: [FactoryModule],
        useExisting: Factory,
      }),
    ],
  ])('%s', async (_form, root) => {
    await boot({ imports: [root], providers: [Sizer] });

    await expect(module.get(Sizer).size()).resolves.toBe('L');
    expect(module.get(ExperimentRegistry).names()).toEqual(['Sizer.size']);
  });

  it('takes isGlobal beside the factory, because it decides what exists', async () => {
    @Injectable()
    class Curious {
      constructor(readonly runner: ExperimentRunner) {}
    }
    @Module({ providers: [Curious] })
    class Stranger {}
    const imports = (isGlobal: boolean): ModuleMetadata['imports'] => [
      SpearmintModule.forRootAsync({ isGlobal, useFactory: () => ({}) }),
      Stranger,
    ];

    await expect(
      Test.createTestingModule({ imports: imports(false) }).compile(),
    ).rejects.toThrow(/ExperimentRunner/);
    await boot({ imports: imports(true) });
    expect(module.get(Curious, { strict: false }).runner).toBeDefined();
  });
});

describe('forFeature', () => {
  class Tailor {
    constructor(
      @InjectConfigPool('suits') readonly suits: ConfigPool,
      @InjectConfigPool() readonly standard: ConfigPool,
    ) {}

    @Experiment({ pool: 'suits' })
    async suit(config: Size = branchConfig()): Promise<string> {
      return config.size;
    }

    @Experiment({ pool: 'hats' })
    async hat(config: Size = branchConfig()): Promise<string> {
      return config.size;
    }

    @Experiment({ pool: 'suits', strategy: new FixedStrategy('large') })
    async fitted(config: Size = branchConfig()): Promise<string> {
      return config.size;
    }
  }
  const pools = SpearmintModule.forFeature([
    { name: 'suits', configs: [large, huge], strategy: 'round-robin' },
    { name: 'hats', configs: [large, huge] },
  ]);
  @Module({ imports: [pools], providers: [Tailor] })
  class TailorModule {}

  it('adds pools beside the default one, in the module they belong to', async () => {
    await boot({
      imports: [SpearmintModule.forRoot({ configs: [small] }), TailorModule],
    });
    const tailor = module.get(Tailor, { strict: false });

    expect(tailor.suits.ids()).toEqual(['large', 'huge']);
    expect(tailor.standard.ids()).toEqual(['small']);
    expect(module.get(ExperimentRegistry).get('Tailor.suit').pool).toBe(
      tailor.suits,
    );
  });

  it('falls through from the decorator to the pool to the module', async () => {
    await boot({
      imports: [
        SpearmintModule.forRoot({
          configs: [small],
          strategy: new FixedStrategy(1),
        }),
        TailorModule,
      ],
    });
    const tailor = module.get(Tailor, { strict: false });

    // the pool's strategy
    expect([await tailor.suit(), await tailor.suit()]).toEqual(['L', 'XL']);
    // the module's
    expect([await tailor.hat(), await tailor.hat()]).toEqual(['XL', 'XL']);
    // the decorator's
    expect([await tailor.fitted(), await tailor.fitted()]).toEqual(['L', 'L']);
  });

  it('may be imported by several modules, and takes one pool without a list', async () => {
    const hats = SpearmintModule.forFeature({ name: 'hats', configs: [huge] });
    class Hatter {
      @Experiment({ pool: 'hats' })
      async hat(config: Size = branchConfig()): Promise<string> {
        return config.size;
      }
    }
    @Module({ imports: [hats], providers: [Hatter] })
    class One {}
    @Module({ imports: [hats] })
    class Two {
      constructor(@InjectConfigPool('hats') readonly pool: ConfigPool) {}
    }
    await boot({ imports: [SpearmintModule.forRoot(), One, Two] });

    await expect(module.get(Hatter, { strict: false }).hat()).resolves.toBe(
      'XL',
    );
    expect(module.get(Two, { strict: false }).pool.ids()).toEqual(['huge']);
  });

  it('refuses two pools of one name', async () => {
    module = await Test.createTestingModule({
      imports: [
        SpearmintModule.forRoot(),
        SpearmintModule.forFeature({ name: 'hats', configs: [large] }),
        SpearmintModule.forFeature({ name: 'hats', configs: [huge] }),
      ],
    }).compile();

    const boots = module.init();
    await expect(boots).rejects.toThrow(DuplicatePoolError);
    await expect(boots).rejects.toThrow(/"hats".*name of its own/);
  });

  it.each([true, false])(
    "takes the module's limits where it has none (isGlobal: %s)",
    async (isGlobal) => {
      module = await Test.createTestingModule({
        imports: [
          SpearmintModule.forRoot({ isGlobal, maxConfigs: 1 }),
          SpearmintModule.forFeature({ name: 'hats', configs: [large, huge] }),
        ],
      }).compile();

      await expect(module.init()).rejects.toThrow(/maxConfigs|at most 1/);
    },
  );
});
