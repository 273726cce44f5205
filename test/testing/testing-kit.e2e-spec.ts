import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, type LoggerService } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  branchConfig,
  Experiment,
  InMemoryLogger,
  InvalidStrategyError,
  SpearmintModule,
} from 'nestjs-spearmint';
import {
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
}

let module: TestingModule | undefined;

async function boot(overrides: SpearmintOverrides): Promise<Greeter> {
  const builder = Test.createTestingModule({
    imports: [
      SpearmintModule.forRoot({
        configs: [
          { $id: 'a', word: 'Hi' },
          { $id: 'b', word: 'Hello' },
        ],
      }),
    ],
    providers: [Greeter],
  }).setLogger(silent);
  module = await overrideSpearmint(builder, overrides).compile();
  return module.get(Greeter);
}

afterEach(async () => {
  await module?.close();
  module = undefined;
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
  ])('says which configs there are when %s is none', async (_, config) => {
    const greeter = await boot({ strategy: new FixedStrategy(config) });
    await expect(greeter.greet('Ada')).rejects.toThrow(InvalidStrategyError);
    await expect(greeter.greet('Ada')).rejects.toThrow('known are a, b');
  });

  it('makes ids and times repeatable', async () => {
    const logger = new InMemoryLogger();
    const strategy = new FixedStrategy('a');
    const greeter = await boot({ logger, strategy, clock, ids: 'test' });
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
});
