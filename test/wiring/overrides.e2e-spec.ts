import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, type ModuleMetadata } from '@nestjs/common';
import {
  Test,
  type TestingModule,
  type TestingModuleBuilder,
} from '@nestjs/testing';
import {
  BackgroundSupervisor,
  Branch,
  branchConfig,
  BranchContainer,
  BranchContext,
  BranchRecorder,
  ConfigPool,
  Experiment,
  ExperimentInterceptor,
  ExperimentRegistry,
  ExperimentRunner,
  getConfigPoolToken,
  InMemoryLogger,
  type InterceptedCall,
  LoggerBackend,
  PlainCall,
  SpearmintClock,
  SpearmintModule,
  type Strategy,
  StrategyRegistry,
} from 'nestjs-spearmint';
import { FixedStrategy, ManualClock } from 'nestjs-spearmint/testing';
import { huge, large, type Size, Sizer, small } from './support/sizer.js';

let module: TestingModule;
afterEach(() => module.close());

async function boot(
  metadata: ModuleMetadata,
  override: (builder: TestingModuleBuilder) => unknown,
): Promise<TestingModule> {
  const builder = Test.createTestingModule(metadata);
  override(builder);
  module = await builder.compile();
  return module.init();
}

describe('overrideProvider', () => {
  const logger = new InMemoryLogger();
  class Shop {
    constructor(
      readonly context: BranchContext,
      readonly branches: BranchContainer,
    ) {}

    @Experiment({ strategy: 'shadow' })
    async size(config: Size = branchConfig()): Promise<string> {
      return config.size;
    }

    @Experiment()
    async one(config: Size = branchConfig()): Promise<string> {
      return config.size;
    }
  }
  const shop = async (
    token: unknown,
    value: unknown,
  ): Promise<{ shop: Shop; logger: InMemoryLogger }> => {
    logger.clear();
    Reflect.defineMetadata(
      'design:paramtypes',
      [BranchContext, BranchContainer],
      Shop,
    );
    await boot(
      {
        imports: [SpearmintModule.forRoot({ configs: [small, large], logger })],
        providers: [Shop],
      },
      (builder) => builder.overrideProvider(token).useValue(value),
    );
    return { shop: module.get(Shop), logger };
  };

  it('ExperimentInterceptor', async () => {
    const seen: string[] = [];
    const { shop: replaced } = await shop(ExperimentInterceptor, {
      intercept: ({ name }: { name: string }) => {
        seen.push(name);
        return new PlainCall(() => Promise.resolve('none'));
      },
    });

    await expect(replaced.size()).resolves.toBe('none');
    expect(seen).toEqual(['Shop.size']);
  });

  it('ExperimentInterceptor, by a class that extends it', async () => {
    const seen: unknown[] = [];
    @Injectable()
    class Watcher extends ExperimentInterceptor {
      override intercept(
        ...call: Parameters<ExperimentInterceptor['intercept']>
      ): InterceptedCall {
        seen.push(call[0].name);
        return super.intercept(...call);
      }
    }
    await boot(
      {
        imports: [SpearmintModule.forRoot({ configs: [small] })],
        providers: [Sizer],
      },
      (builder) =>
        builder.overrideProvider(ExperimentInterceptor).useClass(Watcher),
    );

    await expect(module.get(Sizer).size()).resolves.toBe('S');
    expect(seen).toEqual(['Sizer.size']);
  });

  it('ExperimentRunner', async () => {
    const { shop: replaced } = await shop(ExperimentRunner, {
      begin: () => new PlainCall(() => Promise.resolve('run by another')),
    });

    await expect(replaced.size()).resolves.toBe('run by another');
  });

  it('ExperimentRegistry', async () => {
    class Counting extends ExperimentRegistry {
      found = 0;
      override find(
        ...args: Parameters<ExperimentRegistry['find']>
      ): ReturnType<ExperimentRegistry['find']> {
        this.found++;
        return super.find(...args);
      }
    }
    const registry = new Counting();
    const { shop: replaced } = await shop(ExperimentRegistry, registry);
    await replaced.one();

    expect(registry.names()).toEqual(['Shop.size', 'Shop.one']);
    expect(registry.found).toBeGreaterThan(0);
  });

  it('StrategyRegistry', async () => {
    class Rigged extends StrategyRegistry {
      override create(): Promise<Strategy> {
        return Promise.resolve(new FixedStrategy('large'));
      }
    }
    const { shop: replaced } = await shop(StrategyRegistry, new Rigged());

    await expect(replaced.one()).resolves.toBe('L');
  });

  it('BranchContainer', async () => {
    const branch = Branch.start('fake', {});
    const { shop: replaced } = await shop(
      BranchContainer,
      new BranchContainer([branch]),
    );

    expect([...replaced.branches]).toEqual([branch]);
  });

  it('BranchContext', async () => {
    const { shop: replaced } = await shop(BranchContext, { isShadow: true });

    expect(replaced.context.isShadow).toBe(true);
  });

  it('BranchRecorder', async () => {
    const recorded: Branch[] = [];
    class Recorder extends BranchRecorder {
      override record(branch: Branch): void {
        recorded.push(branch);
      }
    }
    const { shop: replaced } = await shop(BranchRecorder, new Recorder());
    await replaced.one();

    expect(recorded.map(({ configId }) => configId)).toEqual(['small']);
    expect(logger.branches).toEqual([]);
  });

  it('BackgroundSupervisor', async () => {
    const supervisor = new BackgroundSupervisor(new ManualClock(), {
      queueLimit: 0,
    });
    const { shop: replaced } = await shop(BackgroundSupervisor, supervisor);
    await replaced.size();

    expect(supervisor.stats().skipped.queueFull).toBe(1);
  });

  it('LoggerBackend', async () => {
    const other = new InMemoryLogger();
    const { shop: replaced } = await shop(LoggerBackend, other);
    await replaced.one();
    await module.get(BranchRecorder).flush();

    expect(other.branches).toHaveLength(1);
    expect(logger.branches).toEqual([]);
  });

  it('SpearmintClock', async () => {
    const clock = new ManualClock(1_000);
    const { shop: replaced } = await shop(SpearmintClock, clock);
    clock.advance(500);
    await replaced.one();
    const [record] = await logger.waitFor(1);

    expect(record).toMatchObject({ startedAt: 1_500, durationMs: 0 });
  });

  it('getConfigPoolToken()', async () => {
    const pool = await ConfigPool.from([huge]);
    const { shop: replaced } = await shop(getConfigPoolToken(), pool);

    await expect(replaced.one()).resolves.toBe('XL');
  });

  it('getConfigPoolToken() saves a boot that the real pool would fail', async () => {
    const pool = await ConfigPool.from([huge]);
    await boot(
      {
        imports: [SpearmintModule.forRoot({ configs: ['no-such-file.yaml'] })],
        providers: [Sizer],
      },
      (builder) =>
        builder.overrideProvider(getConfigPoolToken()).useValue(pool),
    );

    await expect(module.get(Sizer).size()).resolves.toBe('XL');
  });
});
