import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';
import { IsNumber, IsString } from 'class-validator';
import {
  branchConfig,
  type ConfigDocument,
  ConfigSource,
  type BranchContainer,
  Experiment,
  ExperimentRunner,
  type FeatureOptions,
  grid,
  InMemoryLogger,
  range,
  secret,
  space,
  SpearmintModule,
  type SpearmintOptions,
} from 'nestjs-spearmint';

class LlmConfig {
  @IsString() apiKey!: string;
  @IsNumber() temperature!: number;
}

@Injectable()
class Answers {
  @Experiment({ strategy: 'multi-branch' })
  async all(
    config: LlmConfig = branchConfig(LlmConfig),
  ): Promise<string | BranchContainer<string>> {
    return `${config.apiKey.length} at ${config.temperature}`;
  }

  @Experiment({ pool: 'numbers' })
  async number(config: { n: number } = branchConfig()): Promise<number> {
    return config.n;
  }

  @Experiment({ configs: [{ words: 1 }] })
  async words(config: { words: number } = branchConfig()): Promise<number> {
    return config.words;
  }
}

/** What a database would be. */
@Injectable()
class NumberSource extends ConfigSource {
  constructor(private readonly modules: ModuleRef) {
    super();
  }

  load(): ConfigDocument[] {
    expect(this.modules).toBeInstanceOf(ModuleRef);
    return [{ value: { n: 41 }, origin: 'numbers table' }];
  }
}

let app: TestingModule | undefined;
afterEach(async () => {
  delete process.env['SPEARMINT_SET'];
  await app?.close();
  app = undefined;
});

const llms = space(LlmConfig, {
  apiKey: secret('LLM_KEY'),
  temperature: range({ from: 0, to: 1, step: 0.5 }),
});
const numbers: FeatureOptions = {
  name: 'numbers',
  configs: [{ n: grid([1, 2]) }],
};

async function boot(
  options: SpearmintOptions = {},
  feature: FeatureOptions = numbers,
): Promise<Answers> {
  app = await Test.createTestingModule({
    imports: [
      SpearmintModule.forRoot({
        configs: [llms],
        secrets: () => 'sk-hidden',
        ...options,
      }),
      SpearmintModule.forFeature(feature),
    ],
    providers: [Answers],
  }).compile();
  await app.init();
  return app.get(Answers);
}

const outputs = async (answers: Answers): Promise<unknown[]> =>
  ((await answers.all()) as BranchContainer<string>).outputs();

describe('the config language in an application', () => {
  it('runs every config of a typed space', async () => {
    expect(await outputs(await boot())).toEqual([
      '9 at 0',
      '9 at 0.5',
      '9 at 1',
    ]);
  });

  it('gives the configs of one run the secrets and the limits of the module', async () => {
    const answers = await boot({ maxConfigs: 3 });
    const runner = (app as TestingModule).get(ExperimentRunner);
    const run = (temperature: unknown) =>
      runner.run(answers, 'all', [], {
        configs: [{ apiKey: { $secret: 'KEY' }, temperature }],
      });
    const { branches } = await run({ $grid: [1, 2] });
    expect(branches.outputs()).toEqual(['9 at 1', '9 at 2']);
    await expect(run({ $grid: [1, 2, 3, 4] })).rejects.toThrow(
      'more than maxConfigs=3',
    );
  });

  it('gives a secret to the method, and its name to whoever records', async () => {
    const logger = new InMemoryLogger();
    const answers = await boot({ logger });
    await outputs(answers);
    await app?.close();
    const shown = inspect(logger.branches, { depth: 9 });
    expect(JSON.stringify(logger.branches)).toContain('[secret:LLM_KEY]');
    expect(shown + JSON.stringify(logger.branches)).not.toContain('sk-hidden');
  });

  it('tells of a secret that is not set, by its name', async () => {
    await expect(boot({ secrets: () => undefined })).rejects.toThrow(
      'apiKey.$secret: the secret LLM_KEY is not set',
    );
  });

  it('takes overrides from the options, of each pool for itself', async () => {
    const answers = await boot(
      { overrides: { temperature: 2 } },
      { ...numbers, overrides: { n: 7 } },
    );
    expect(await outputs(answers)).toEqual(['9 at 2']);
    expect(await answers.number()).toBe(7);
  });

  it('takes overrides from the environment, over those, for pools by name', async () => {
    process.env['SPEARMINT_SET'] =
      'temperature={ $grid: [3, 4] }; numbers:n=5; Answers.words:words=9';
    const answers = await boot({ overrides: { temperature: 2 } });
    expect(await outputs(answers)).toEqual(['9 at 3', '9 at 4']);
    expect(await answers.number()).toBe(5);
    expect(await answers.words()).toBe(9);
  });

  it.each<[string, string, string]>([
    ['an unknown path', 'temprature=2', 'did you mean temperature?'],
    [
      'an unknown pool',
      'nubmers:n=1',
      'there is no pool "nubmers" with configs; known are default, numbers, Answers.words (did you mean numbers?)',
    ],
    [
      'what is no statement',
      'temperature',
      'write path=value, or pool:path=value',
    ],
  ])('%s in the environment fails the boot', async (_what, set, words) => {
    process.env['SPEARMINT_SET'] = set;
    await expect(boot()).rejects.toThrow(words);
  });

  it.each<[string, SpearmintOptions, string]>([
    ['secrets', { secrets: 'x' as never }, 'a function'],
    ['overrides', { overrides: 5 as never }, 'an object of values by path'],
    ['duplicates', { duplicates: 'no' as never }, '"error" or "drop"'],
  ])('%s of another type fail the boot', async (name, options, words) => {
    await expect(boot({ configs: [{ a: 1 }], ...options })).rejects.toThrow(
      new RegExp(`${name}.*${words}`),
    );
  });

  it('makes the class of a source by injection', async () => {
    const answers = await boot(
      {},
      { name: 'numbers', configs: [NumberSource, { n: 2 }] },
    );
    expect(await answers.number()).toBe(41);
  });
});

describe('a matrix in a fan-out', () => {
  @Injectable()
  class Cells {
    readonly seen: object[] = [];

    @Experiment({ strategy: 'multi-branch' })
    async run(
      config: Record<string, unknown> = branchConfig<Record<string, unknown>>(),
    ): Promise<string | BranchContainer<string>> {
      this.seen.push(config);
      return Object.values(config).join(' ');
    }
  }

  it.each<[string, object, string[]]>([
    ['AC-C1: without operators is one call', { a: 1, b: 'x' }, ['1 x']],
    [
      'AC-C2: of two values is two calls, in order',
      { a: grid([2, 1]) },
      ['2', '1'],
    ],
    [
      'AC-C3: of two axes is their product',
      { a: grid([1, 2]), b: range({ from: 3, to: 4 }) },
      ['1 3', '1 4', '2 3', '2 4'],
    ],
    [
      'AC-C4: of a list, a range and a constant is six configs, the first of the first of each',
      { a: grid(['x', 'y']), b: range({ from: 1, to: 9, step: 4 }), c: 0 },
      ['x 1 0', 'x 5 0', 'x 9 0', 'y 1 0', 'y 5 0', 'y 9 0'],
    ],
  ])('%s', async (_name, config, wanted) => {
    app = await Test.createTestingModule({
      imports: [SpearmintModule.forRoot({ configs: [config] })],
      providers: [Cells],
    }).compile();
    await app.init();
    const cells = app.get(Cells);
    const found = (await cells.run()) as BranchContainer<string>;
    expect(found.outputs()).toEqual(wanted);
    expect(cells.seen).toHaveLength(wanted.length);
  });
});
