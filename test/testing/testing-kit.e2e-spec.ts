import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, type LoggerService } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  branchConfig,
  Experiment,
  InMemoryLogger,
  InvalidStrategyError,
  RandomStrategy,
  ShadowStrategy,
  SpearmintModule,
} from 'nestjs-spearmint';
import {
  assertBranches,
  FaultyBackend,
  FixedStrategy,
  ManualClock,
  overrideSpearmint,
  settleBackground,
  type SpearmintOverrides,
} from 'nestjs-spearmint/testing';

const clock = new ManualClock(Date.UTC(2026, 0, 1));

const quiet = (): void => undefined;
const silent: LoggerService = { log: quiet, warn: quiet, error: quiet };

@Injectable()
class Greeter {
  @Experiment({ strategy: 'shadow' })
  async greet(
    name: string,
    config: { word: string } = branchConfig(),
  ): Promise<string> {
    clock.advance(7);
    return `${config.word}, ${name}!`;
  }

  @Experiment({ pool: 'farewells', name: 'farewell' })
  async part(config: { word: string } = branchConfig()): Promise<string> {
    if (config.word === 'So long') await gate.promise;
    return config.word;
  }
}

/** What the second farewell waits for. */
let gate = open();

function open(): { promise: Promise<void> | undefined; end: () => void } {
  return { promise: undefined, end: () => undefined };
}

function shut(): typeof gate {
  let end: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => (end = resolve));
  return { promise, end };
}

let module: TestingModule | undefined;

async function boot(...overrides: SpearmintOverrides[]): Promise<Greeter> {
  const builder = Test.createTestingModule({
    imports: [
      SpearmintModule.forRoot({
        configs: [
          { $id: 'a', word: 'Hi' },
          { $id: 'b', word: 'Hello' },
        ],
      }),
      SpearmintModule.forFeature({
        name: 'farewells',
        configs: [
          { $id: 'a', word: 'Bye' },
          { $id: 'b', word: 'So long' },
        ],
      }),
    ],
    providers: [Greeter],
  }).setLogger(silent);
  for (const parts of overrides) overrideSpearmint(builder, parts);
  module = await builder.compile();
  return module.get(Greeter);
}

afterEach(async () => {
  gate.end();
  await module?.close();
  module = undefined;
  gate = open();
});

describe('overrideSpearmint', () => {
  it('records into the logger of the test', async () => {
    const logger = new InMemoryLogger();
    const greeter = await boot({ logger });
    expect(await greeter.greet('Ada')).toBe('Hi, Ada!');
    await settleBackground(module as TestingModule);
    expect(logger.branches.map(({ role, output }) => [role, output])).toEqual([
      ['primary', 'Hi, Ada!'],
      ['shadow', 'Hello, Ada!'],
    ]);
  });

  it.each([
    ['an id', 'b'],
    ['an index', 1],
  ])('fixes the config by %s', async (_, config) => {
    const logger = new InMemoryLogger();
    const strategy = new FixedStrategy(config);
    const greeter = await boot({ logger, strategy });
    expect(await greeter.greet('Ada')).toBe('Hello, Ada!');
    await settleBackground(module as TestingModule);
    expect(logger.branches.map(({ configId }) => configId)).toEqual(['b']);
  });

  it.each([
    ['an id', 'zz'],
    ['an index', 2],
    ['no whole number', 0.5],
  ])(
    'says which configs there are when the one fixed is none (%s)',
    async (_, config) => {
      const strategies = { farewell: new FixedStrategy(config) };
      const greeter = await boot({ strategies });
      await expect(greeter.part()).rejects.toThrow(InvalidStrategyError);
      await expect(greeter.part()).rejects.toThrow('known are a, b');
    },
  );

  it.each([
    ['in one call', (all: SpearmintOverrides) => [all]],
    [
      'in several calls',
      ({ clock, ...rest }: SpearmintOverrides) => [{ clock }, rest],
    ],
  ])('makes ids and times repeatable, %s', async (_, split) => {
    const logger = new InMemoryLogger();
    const strategy = new FixedStrategy('a');
    const greeter = await boot(
      ...split({ logger, strategy, clock, ids: 'test' }),
    );
    const start = clock.now() + clock.offset();
    await greeter.greet('Ada');
    await greeter.greet('Bob');
    await settleBackground(module as TestingModule);
    expect(
      logger.branches.map(({ id, startedAt, durationMs }) => [
        id.replace(/^[^-]+/, ''),
        startedAt - start,
        durationMs,
      ]),
    ).toEqual([
      ['-0000001-test', 0, 7],
      ['-0000002-test', 7, 7],
    ]);
  });

  it('fixes one experiment and leaves the others their own strategy', async () => {
    const greeter = await boot({
      strategies: { farewell: new FixedStrategy('b') },
    });
    await module?.init();
    expect(await greeter.part()).toBe('So long');
    expect(await greeter.greet('Ada')).toBe('Hi, Ada!');
  });

  it('a strategy for one experiment goes before that for all', async () => {
    const greeter = await boot({
      strategies: { farewell: new FixedStrategy('b') },
      strategy: new FixedStrategy('a'),
    });
    expect(await greeter.part()).toBe('So long');
    expect(await greeter.greet('Ada')).toBe('Hi, Ada!');
  });

  it('a later call leaves what an earlier one has fixed', async () => {
    const logger = new InMemoryLogger();
    const greeter = await boot(
      { strategy: new FixedStrategy('b') },
      { logger },
    );
    expect(await greeter.greet('Ada')).toBe('Hello, Ada!');
    await settleBackground(module as TestingModule);
    expect(logger.branches).toHaveLength(1);
  });

  it('a seed makes a random choice repeatable', async () => {
    const words = async (): Promise<string[]> => {
      const strategy = new RandomStrategy({ seed: 7 });
      const greeter = await boot({ strategy });
      const greetings = [];
      for (let i = 0; i < 12; i++) greetings.push(await greeter.greet('Ada'));
      await module?.close();
      return greetings;
    };
    const first = await words();
    expect(await words()).toEqual(first);
    expect(new Set(first).size).toBe(2);
  });

  it('gives pools the configs of the test', async () => {
    const greeter = await boot({
      pools: { default: [{ word: 'Yo' }], farewells: [{ word: 'Ciao' }] },
    });
    await module?.init();
    expect(await greeter.greet('Ada')).toBe('Yo, Ada!');
    expect(await greeter.part()).toBe('Ciao');
  });

  it.each([
    [
      { strategies: { greet: new FixedStrategy('a') } },
      'Greeter.greet, farewell',
    ],
    [{ pools: { nobody: [{ word: 'Yo' }] } }, 'default, farewells'],
  ])(
    'a name that replaces nothing fails the boot',
    async (overrides, known) => {
      await boot(overrides);
      await expect(module?.init()).rejects.toMatchObject({
        code: 'SPEARMINT_E_INVALID_OPTION',
        message: expect.stringContaining(known),
      });
    },
  );
});

describe('settleBackground', () => {
  it('says what still runs when the time is up', async () => {
    gate = shut();
    const greeter = await boot({
      strategies: { farewell: new ShadowStrategy() },
    });
    expect(await greeter.part()).toBe('Bye');
    await expect(
      settleBackground(module as TestingModule, { timeoutMs: 20 }),
    ).rejects.toThrow(
      /^Waited 20 ms for background work: 1 shadows run, 0 wait\. .*\{ timeoutMs \}\.$/,
    );
    gate.end();
    await settleBackground(module as TestingModule);
  });

  it('says which backend has not taken its records', async () => {
    const logger = new FaultyBackend('hangs');
    const greeter = await boot({ logger, strategy: new FixedStrategy('a') });
    expect(await greeter.greet('Ada')).toBe('Hi, Ada!');
    await expect(
      settleBackground(module as TestingModule, { timeoutMs: 20 }),
    ).rejects.toMatchObject({
      code: 'SPEARMINT_E_WAIT_TIMEOUT',
      message: expect.stringContaining(
        'FaultyBackend has not taken 1 records (0 retries, breaker closed)',
      ),
    });
    logger.repair();
    await settleBackground(module as TestingModule);
    assertBranches(logger.branches, [{ configId: 'a', output: 'Hi, Ada!' }]);
  });
});
