import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
  branchConfig,
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
  InvalidDecorationError,
  InvalidLoggerBackendError,
  InvalidOptionError,
  InvalidRecorderOptionError,
  InvalidStrategyError,
  type LoggerBackend,
  SelectionStrategy,
  ShadowStrategy,
  SpearmintBootError,
  SpearmintConfigError,
  type SpearmintError,
  SpearmintModule,
  type SpearmintOptions,
  SpearmintStrategy,
  StrategyRegistry,
  UnknownExperimentError,
  UnknownPoolError,
  UnknownStrategyError,
} from 'nestjs-spearmint';
import { boot } from '../support/boot.js';

const configs = [{ $id: 'a', model: 'small' }];
const notABackend = {} as LoggerBackend;

class Plain {
  @Experiment()
  async run(config: unknown = branchConfig()) {
    return config;
  }
}

/** A class whose one method is an experiment with these options. */
function withOptions(options: Parameters<typeof Experiment>[0]): Class {
  class Subject {
    @Experiment(options)
    async run() {}
  }
  return Subject;
}

describe('decorating what is no method', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'a property',
      () => {
        class Bad {
          // @ts-expect-error a property
          @Experiment()
          field = 1;
        }
        return Bad;
      },
      /@Experiment\(\) on Bad\.field decorates a property\. Write it as a method/,
    ],
    [
      'a static method',
      () => {
        class Bad {
          @Experiment()
          static run() {}
        }
        return Bad;
      },
      /Bad\.run decorates a static method\. Make it a method of the instance/,
    ],
    [
      'a getter',
      () => {
        class Bad {
          @Experiment()
          get value() {
            return 1;
          }
        }
        return Bad;
      },
      /Bad\.value decorates an accessor\. Write it as a method/,
    ],
    [
      'a setter',
      () => {
        class Bad {
          @Experiment()
          set value(_: number) {}
        }
        return Bad;
      },
      /Bad\.value decorates an accessor/,
    ],
    [
      'a parameter',
      () => {
        class Bad {
          // @ts-expect-error a parameter
          run(@Experiment() _value: string) {}
        }
        return Bad;
      },
      /Bad\.run decorates a parameter\. Put it on the method/,
    ],
    [
      "a constructor's parameter",
      () => {
        class Bad {
          // @ts-expect-error a parameter
          constructor(@Experiment() _value: string) {}
        }
        return Bad;
      },
      /on Bad decorates a parameter/,
    ],
    [
      'a class',
      () => {
        // @ts-expect-error a class
        @Experiment()
        class Bad {}
        return Bad;
      },
      /on Bad decorates a class\. Put it on each of its methods/,
    ],
    [
      "a constructor's parameter by @BranchConfig",
      () => {
        class Bad {
          constructor(@BranchConfig() _value: unknown) {}
        }
        return Bad;
      },
      /@BranchConfig\(\) on parameter 0 of the constructor of Bad.*a parameter of the decorated method/,
    ],
  ])('%s fails when the class is loaded', (_what, load, message) => {
    expect(load).toThrow(InvalidDecorationError);
    expect(load).toThrow(message);
    expect(load).toThrow(
      expect.objectContaining({ code: 'SPEARMINT_E_INVALID_DECORATION' }),
    );
  });
});

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

class First {
  @Experiment({ name: 'twin' })
  async one() {}
}
class Second {
  @Experiment({ name: 'twin' })
  async two() {}
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

const badOptions: [SpearmintOptions, RegExp][] = [
  [
    { capture: { args: 'all' as never } },
    /capture\.args is all; it must be "off", "summary" or "full"/,
  ],
  [
    { capture: { maxBytes: 10 } },
    /capture\.maxBytes is 10; it must be a whole number of bytes of at least 256/,
  ],
  [
    { redact: { names: ['x'] } as never },
    /redact\.names is .*known are paths, keys, except, defaults/,
  ],
  [{ redact: [''] }, /redact is .*a list of texts that are not empty/],
  [
    { background: { concurrency: 0 } },
    /background\.concurrency is 0; it must be a whole number of at least 1/,
  ],
  [{ background: { concurrency: 'x' as never } }, /concurrency is x; it must/],
  [
    { background: { workers: 3 } as never },
    /background\.workers is 3.*known are concurrency, queueLimit/,
  ],
  [{ background: { queueLimit: -1 } }, /queueLimit is -1/],
  [{ background: { timeoutMs: Number.NaN } }, /timeoutMs is NaN/],
  [{ background: { drainMs: -5 } }, /drainMs is -5/],
  [{ background: { sampleRate: 2 } }, /sampleRate is 2.*from 0 to 1/],
  [
    { recorder: { queueLimt: 5 } as never },
    /recorder\.queueLimt is 5.*known are queueLimit, batchSize/,
  ],
  [{ maxConfigs: 0, configs: [] }, /maxConfigs is 0/],
  [{ emptyPool: 'pass' as never }, /emptyPool is pass.*"error" or "passthr/],
  [{ enabled: 'no' as never }, /enabled is no; it must be true or false/],
  [{ stratgy: 'shadow' } as never, /stratgy.*known are configs, model, strat/],
];

describe('what fails the boot', () => {
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

  it.each(badOptions)('the option %j', async (options, message) => {
    const boots = boot({ configs, ...options }, []);

    await expect(boots).rejects.toBeInstanceOf(InvalidOptionError);
    await expect(boots).rejects.toMatchObject({
      code: 'SPEARMINT_E_INVALID_OPTION',
    });
    await expect(boots).rejects.toThrow(message);
  });

  it.each([
    [{ timeoutMs: 0 }, /timeoutMs of "Subject\.run" is 0/],
    [{ background: { timeoutMs: -1 } }, /background\.timeoutMs of "Subject/],
    [{ background: { sampleRate: 3 } }, /background\.sampleRate of "Subject/],
  ])("an experiment's option %j", async (options, message) => {
    const boots = boot({ configs }, [withOptions(options)]);

    await expect(boots).rejects.toBeInstanceOf(InvalidOptionError);
    await expect(boots).rejects.toThrow(message);
  });

  it.each([undefined, null])('options that are %s', async (options) => {
    const boots = Test.createTestingModule({
      imports: [
        SpearmintModule.forRootAsync({ useFactory: () => options as never }),
      ],
    }).compile();

    await expect(boots).rejects.toBeInstanceOf(InvalidOptionError);
    await expect(boots).rejects.toThrow(/forRootAsync.*return/);
  });
});

describe('files that are no configs', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'spearmint-'));
    const write = (name: string, text: string): void =>
      writeFileSync(join(directory, name), text);
    write('broken.yaml', 'model: [small\nother: 1\n');
    write('text.yaml', 'just text\n');
    write('number.json', '12');
    symlinkSync('loop.yaml', join(directory, 'loop.yaml'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it.each([
    ['missing', 'none.yaml', /none\.yaml.*(not found|does not exist|no such)/i],
    ['unreadable', 'loop.yaml', /loop\.yaml.*leads back to itself/],
    ['not YAML', 'broken.yaml', /broken\.yaml:\d+:\d+/],
    ['no mapping', 'text.yaml', /text\.yaml:1:1.*mapping/],
    ['no mapping in JSON', 'number.json', /number\.json:1:1.*mapping/],
  ])('%s', async (_what, file, message) => {
    const boots = boot({ configs: [file], baseDir: directory }, [Plain]);

    await expect(boots).rejects.toBeInstanceOf(SpearmintConfigError);
    await expect(boots).rejects.toMatchObject({ code: 'SPEARMINT_E_CONFIG' });
    await expect(boots).rejects.toThrow(message);
    await expect(boots).rejects.toThrow(/pool "default" has 1 problem/);
  });

  it('all of them are told at once, with everything else', async () => {
    const boots = boot(
      {
        configs: ['none.yaml', 'broken.yaml', 'text.yaml'],
        baseDir: directory,
        background: { concurrency: 0, drainMs: -1 },
        logger: notABackend,
      },
      [
        First,
        Second,
        Plain,
        withOptions({ pool: 'nowhere' }),
        withOptions({ name: 'odd', configs, strategy: 'odd' }),
      ],
    );

    await expect(boots).rejects.toBeInstanceOf(SpearmintBootError);
    const { problems, message, code } = await boots.then(
      () => {
        throw new Error('The boot did not fail.');
      },
      (error: SpearmintBootError) => error,
    );
    expect(code).toBe('SPEARMINT_E_BOOT');
    expect(problems.map((problem) => problem.code).sort()).toEqual([
      'SPEARMINT_E_CONFIG',
      'SPEARMINT_E_DUPLICATE_EXPERIMENT',
      'SPEARMINT_E_INVALID_OPTION',
      'SPEARMINT_E_INVALID_OPTION',
      'SPEARMINT_E_LOGGER',
      'SPEARMINT_E_UNKNOWN_POOL',
      'SPEARMINT_E_UNKNOWN_STRATEGY',
    ]);
    expect(message).toMatch(/^7 problems/);
    for (const part of ['none.yaml', 'broken.yaml', 'text.yaml', '"twin"']) {
      expect(message).toContain(part);
    }
  });
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

describe('asking for what does not exist', () => {
  it('ExperimentRegistry.get and ExperimentRunner.run name what is known', async () => {
    const { module } = await boot({ configs }, [Plain]);
    const undecorated = new (class Free {
      async run() {}
    })();

    expect(() => module.get(ExperimentRegistry).get('plain.run')).toThrow(
      UnknownExperimentError,
    );
    expect(() => module.get(ExperimentRegistry).get('plain.run')).toThrow(
      /"plain\.run"\. Known are Plain\.run\. Decorate the method/,
    );
    await expect(
      module.get(ExperimentRunner).run(undecorated, 'run', []),
    ).rejects.toThrow(/"Free\.run"\. Known are Plain\.run/);
    await module.close();
  });
});
