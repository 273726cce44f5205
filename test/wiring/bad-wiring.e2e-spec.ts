import { describe, expect, it } from '@jest/globals';
import {
  Injectable,
  Module,
  type ModuleMetadata,
  type Type as Class,
} from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { IsString, ValidateNested } from 'class-validator';
import {
  BranchConfig,
  type ConfigEntry,
  type ConfigModel,
  type ConfigPool,
  DuplicateExperimentError,
  DuplicatePoolError,
  DuplicateStrategyError,
  EmptyConfigPoolError,
  Experiment,
  ExperimentRegistry,
  ExperimentRunner,
  InMemoryLogger,
  injected,
  InvalidLoggerBackendError,
  InvalidRecorderOptionError,
  InvalidStrategyError,
  SelectionStrategy,
  ShadowStrategy,
  SpearmintConfigError,
  type SpearmintError,
  SpearmintModule,
  type SpearmintOptions,
  SpearmintStrategy,
  StrategyRegistry,
  UnknownPoolError,
  UnknownStrategyError,
} from 'nestjs-spearmint';
import { boot } from '../support/boot.js';
import {
  configs,
  First,
  notABackend,
  Plain,
  Second,
  withOptions,
} from './support/bad-subjects.js';

interface Case {
  readonly what: string;
  readonly options?: SpearmintOptions;
  readonly providers?: Class[];
  readonly imports?: () => ModuleMetadata['imports'];
  readonly error: new (...args: never[]) => SpearmintError;
  readonly code: string;
  readonly message: RegExp;
}

class Undecorated {
  model!: string;
}
class Outer {
  // No @Type().
  @ValidateNested()
  inner!: Undecorated;
  @IsString()
  model!: string;
}
class ByModel {
  @Experiment()
  async run(@BranchConfig(Undecorated) config: unknown = injected()) {
    return config;
  }
}

const selecting = (select: (pool: ConfigPool) => unknown): Class => {
  class Selecting extends SelectionStrategy {
    select(pool: ConfigPool): ConfigEntry {
      return select(pool) as ConfigEntry;
    }
  }
  return withOptions({ strategy: Selecting });
};

/** Registers a factory that gives nothing, under the name `empty`. */
@Injectable()
class Registering {
  constructor(registry: StrategyRegistry) {
    registry.register('empty', () => undefined as never);
  }
}

@SpearmintStrategy('shadow')
class Impostor extends SelectionStrategy {
  select(pool: ConfigPool): ConfigEntry {
    return pool.at(0);
  }
}

const wiring: Case[] = [
  {
    what: 'two experiments with one name',
    providers: [First, Second],
    error: DuplicateExperimentError,
    code: 'SPEARMINT_E_DUPLICATE_EXPERIMENT',
    message:
      /"twin": First\.one in RootTestModule and Second\.two in RootTestModule\..*another name/,
  },
  {
    what: 'an unknown strategy in a decorator',
    providers: [withOptions({ strategy: 'shadwo' })],
    error: UnknownStrategyError,
    code: 'SPEARMINT_E_UNKNOWN_STRATEGY',
    message:
      /"shadwo".*"Subject\.run".*Known are single, round-robin, shadow, multi-branch, random, weighted, race, fallback\. Register your own/,
  },
  {
    what: "an unknown strategy as the module's",
    options: { strategy: 'best' },
    providers: [Plain],
    error: UnknownStrategyError,
    code: 'SPEARMINT_E_UNKNOWN_STRATEGY',
    message: /"best".*Known are single/,
  },
  {
    what: "an unknown strategy as a pool's",
    imports: () => [
      SpearmintModule.forFeature({ name: 'p', configs, strategy: 'best' }),
    ],
    providers: [withOptions({ pool: 'p' })],
    error: UnknownStrategyError,
    code: 'SPEARMINT_E_UNKNOWN_STRATEGY',
    message: /"best".*Known are single/,
  },
  {
    what: 'a strategy name that is taken',
    providers: [Impostor],
    error: DuplicateStrategyError,
    code: 'SPEARMINT_E_DUPLICATE_STRATEGY',
    message: /"shadow" is already registered\. Known are single.*another name/,
  },
  {
    what: 'an unknown pool',
    imports: () => [SpearmintModule.forFeature({ name: 'hats', configs })],
    providers: [withOptions({ pool: 'hat' })],
    error: UnknownPoolError,
    code: 'SPEARMINT_E_UNKNOWN_POOL',
    message:
      /"Subject\.run" uses the pool "hat".*Known are (default, hats|hats, default)\..*forFeature\({ name: "hat"/,
  },
  {
    what: 'two pools of one name',
    imports: () => [
      SpearmintModule.forFeature({ name: 'hats', configs }),
      SpearmintModule.forFeature({ name: 'hats', configs: [{ x: 1 }] }),
    ],
    error: DuplicatePoolError,
    code: 'SPEARMINT_E_DUPLICATE_POOL',
    message: /"hats" is defined more than once/,
  },
  {
    what: 'two pools of one name in one list',
    imports: () => [
      SpearmintModule.forFeature([
        { name: 'hats', configs },
        { name: 'hats', configs: [{ x: 1 }] },
      ]),
    ],
    error: DuplicatePoolError,
    code: 'SPEARMINT_E_DUPLICATE_POOL',
    message: /"hats" is defined more than once/,
  },
  {
    what: 'an empty pool',
    options: { configs: [] },
    providers: [Plain],
    error: EmptyConfigPoolError,
    code: 'SPEARMINT_E_EMPTY_POOL',
    message:
      /"Plain\.run" requires at least one config.*forRoot\({ configs }\)/,
  },
  {
    what: 'an empty named pool',
    imports: () => [SpearmintModule.forFeature({ name: 'p', configs: [] })],
    error: SpearmintConfigError,
    code: 'SPEARMINT_E_CONFIG',
    message: /pool "p".*empty.*add a config/s,
  },
  {
    what: 'a strategy that is none',
    providers: [withOptions({ strategy: {} as never })],
    error: InvalidStrategyError,
    code: 'SPEARMINT_E_INVALID_STRATEGY',
    message: /"Subject\.run" is no strategy; it must extend Strategy/,
  },
  {
    what: 'a strategy that is a class of another kind',
    providers: [withOptions({ strategy: Plain as never })],
    error: InvalidStrategyError,
    code: 'SPEARMINT_E_INVALID_STRATEGY',
    message: /"Subject\.run" is the function Plain; give a registered name/,
  },
  {
    what: 'a strategy factory that returns nothing',
    providers: [Registering, withOptions({ strategy: 'empty' })],
    error: InvalidStrategyError,
    code: 'SPEARMINT_E_INVALID_STRATEGY',
    message: /"Subject\.run" is undefined: its factory returned nothing/,
  },
  {
    what: 'a strategy that selects nothing',
    providers: [selecting(() => undefined)],
    error: InvalidStrategyError,
    code: 'SPEARMINT_E_INVALID_STRATEGY',
    message: /"Subject\.run" selects nothing; select\(\) must return one of/,
  },
  {
    what: 'a strategy that selects something foreign',
    providers: [selecting(() => ({ id: 'a' }))],
    error: InvalidStrategyError,
    code: 'SPEARMINT_E_INVALID_STRATEGY',
    message: /selects something that is not in the pool/,
  },
  {
    what: 'a strategy that selects a promise',
    providers: [selecting((pool) => Promise.resolve(pool.at(0)))],
    error: InvalidStrategyError,
    code: 'SPEARMINT_E_INVALID_STRATEGY',
    message: /selects .*synchronously/,
  },
  {
    what: 'a strategy that cannot be made',
    providers: [
      withOptions({
        strategy: class Broken extends ShadowStrategy {
          constructor() {
            super();
            throw new Error('no connection');
          }
        },
      }),
    ],
    error: InvalidStrategyError,
    code: 'SPEARMINT_E_INVALID_STRATEGY',
    message: /"Subject\.run".*no connection/,
  },
  {
    what: 'a primary that is out of range',
    providers: [withOptions({ strategy: new ShadowStrategy({ primary: 10 }) })],
    error: InvalidStrategyError,
    code: 'SPEARMINT_E_INVALID_STRATEGY',
    message: /"Subject\.run" has the primary index 10.*out of range for 1/,
  },
  {
    what: 'a model that cannot validate: nothing decorated',
    providers: [ByModel],
    error: SpearmintConfigError,
    code: 'SPEARMINT_E_CONFIG',
    message:
      /"ByModel\.run".*Undecorated has no class-validator decorators.*decorate its properties/s,
  },
  {
    what: 'a model that cannot validate: nested without @Type',
    options: { model: Outer as ConfigModel },
    error: SpearmintConfigError,
    code: 'SPEARMINT_E_CONFIG',
    message: /Outer\.inner is nested without @Type\(\).*add @Type/s,
  },
  {
    what: 'a duplicate config',
    options: { configs: [{ model: 'x' }, { model: 'x' }] },
    error: SpearmintConfigError,
    code: 'SPEARMINT_E_CONFIG',
    message: /configs\[1\].*configs\[0\]/s,
  },
  {
    what: 'one $id for two configs',
    options: {
      configs: [
        { $id: 'x', model: '1' },
        { $id: 'x', model: '2' },
      ],
    },
    error: SpearmintConfigError,
    code: 'SPEARMINT_E_CONFIG',
    message: /configs\[1\].*\$id: x.*its own \$id/s,
  },
  {
    what: 'a logger that is none',
    options: { logger: notABackend },
    error: InvalidLoggerBackendError,
    code: 'SPEARMINT_E_LOGGER',
    message: /is not a logger backend.*extends LoggerBackend/,
  },
  {
    what: 'a recorder option that makes no sense',
    options: { recorder: { batchSize: 0 } },
    error: InvalidRecorderOptionError,
    code: 'SPEARMINT_E_RECORDER_OPTION',
    message: /batchSize/,
  },
];

describe('wiring that fails the boot', () => {
  it.each(wiring)(
    '$what',
    async ({ options, providers = [], imports, error, code, message }) => {
      const boots = boot({ configs, ...options }, providers, {
        imports: imports?.() ?? [],
      });

      await expect(boots).rejects.toBeInstanceOf(error);
      await expect(boots).rejects.toMatchObject({ code });
      await expect(boots).rejects.toThrow(message);
    },
  );
});

describe('after a boot that failed', () => {
  @Module({ providers: [Plain, withOptions({ pool: 'nowhere' })] })
  class Features {}

  it('nothing is half-started: no experiment runs, none is listed, nothing is recorded, no timer is left', async () => {
    const timers = (): number =>
      process
        .getActiveResourcesInfo()
        .filter((name) => name === 'Timeout' || name === 'Immediate').length;
    const before = timers();
    const logger = new InMemoryLogger();
    const module = await Test.createTestingModule({
      imports: [SpearmintModule.forRoot({ configs, logger }), Features],
    }).compile();

    await expect(module.init()).rejects.toThrow(UnknownPoolError);
    const sound = module.get(Plain, { strict: false });
    await expect(sound.run()).rejects.toThrow(UnknownPoolError);
    await expect(
      module.get(ExperimentRunner).run(sound, 'run', []),
    ).rejects.toThrow(UnknownPoolError);
    expect(module.get(ExperimentRegistry).names()).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(logger.recorded).toBe(0);
    expect(timers()).toBeLessThanOrEqual(before);
  });
});
