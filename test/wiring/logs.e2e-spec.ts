import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { ConsoleLogger, Injectable, type LoggerService } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  type BranchContainer,
  branchConfig,
  Experiment,
  InMemoryLogger,
  LoggerBackend,
  SelectionStrategy,
  SpearmintModule,
  type SpearmintOptions,
} from 'nestjs-spearmint';
import { CapturedLogger } from '../support/captured-logger.js';

class NothingStrategy extends SelectionStrategy {
  select(): never {
    throw new RangeError('no table');
  }
}

@Injectable()
class Summaries {
  @Experiment({ strategy: 'shadow' })
  async summarize(config: { words: number } = branchConfig()): Promise<number> {
    return config.words;
  }

  @Experiment({ name: 'titles', configs: [{ words: 1 }] })
  async title(config: { words: number } = branchConfig()): Promise<number> {
    return config.words;
  }

  @Experiment({ name: 'forgetful' })
  async forgetful(): Promise<number | BranchContainer<number>> {
    return 1;
  }

  @Experiment({ name: 'lost', strategy: new NothingStrategy() })
  async lost(config: { words: number } = branchConfig()): Promise<number> {
    return config.words;
  }

  @Experiment({ name: 'off', enabled: false })
  async off(config: { words: number } = branchConfig()): Promise<number> {
    return config.words;
  }
}

const open: TestingModule[] = [];

afterEach(async () => {
  jest.restoreAllMocks();
  for (const module of open.splice(0)) await module.close();
});

async function boot(
  said: LoggerService | false,
  options: SpearmintOptions = {},
): Promise<Summaries> {
  const module = await Test.createTestingModule({
    imports: [
      SpearmintModule.forRoot({
        configs: [{ words: 5 }, { words: 12 }],
        logger: new InMemoryLogger(),
        ...options,
      }),
    ],
    providers: [Summaries],
  })
    .setLogger(said as LoggerService)
    .compile();
  open.push(module);
  await module.init();
  return module.get(Summaries);
}

/** What Nest's own logger writes. */
async function written(work: () => Promise<void>): Promise<string[]> {
  const lines: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(...String(chunk).split('\n').filter(Boolean));
    return true;
  });
  try {
    await work();
  } finally {
    jest.restoreAllMocks();
  }
  return lines.filter((line) => line.includes('Spearmint'));
}

async function misuse(summaries: Summaries): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await summaries.forgetful();
    await summaries.lost();
  }
}

describe('what the library says', () => {
  it('at boot is one line for each experiment: strategy, pool, configs, backends', async () => {
    const said = new CapturedLogger();
    await boot(said);
    expect(said.logs.filter((line) => line.startsWith('"'))).toEqual([
      '"Summaries.summarize": shadow over 2 configs of pool "default", recorded by InMemoryLogger',
      '"titles": single over 1 config of pool "titles", recorded by InMemoryLogger',
      '"forgetful": single over 2 configs of pool "default", recorded by InMemoryLogger',
      '"lost": NothingStrategy over 2 configs of pool "default", recorded by InMemoryLogger',
      '"off": switched off, runs under the first of 2 configs of pool "default", recorded by none',
    ]);
    expect([...said.warnings, ...said.errors]).toEqual([]);
  });

  it('names every backend', async () => {
    class FileBackend extends LoggerBackend {
      override logBranches(): void {}
    }
    const said = new CapturedLogger();
    await boot(said, { logger: [new InMemoryLogger(), new FileBackend()] });
    expect(said.logs.join('\n')).toContain(
      'recorded by InMemoryLogger, FileBackend',
    );
  });

  it('about calls that go well is nothing', async () => {
    const said = new CapturedLogger();
    const summaries = await boot(said);
    const before = said.logs.length;
    for (let i = 0; i < 3; i++) await summaries.summarize();
    await summaries.title();
    expect(said.logs).toHaveLength(before);
    expect([...said.warnings, ...said.errors]).toEqual([]);
  });

  it('about misuse is said once, names the experiment, and says what to do', async () => {
    const said = new CapturedLogger();
    await misuse(await boot(said));
    expect(said.warnings).toEqual([
      expect.stringMatching(/"forgetful".*Read it with branchConfig\(\)/),
      expect.stringMatching(
        /"lost" threw while selecting a config \(RangeError: no table\).*Return one of the configs/,
      ),
    ]);
  });

  it('is nothing with logger: false', async () => {
    const lines = await written(async () => misuse(await boot(false)));
    expect(lines).toEqual([]);
  });

  it('is plain sentences in text', async () => {
    const lines = await written(async () =>
      misuse(await boot(new ConsoleLogger({ colors: false }))),
    );
    const own = lines.filter((line) => line.includes('[Spearmint]'));
    expect(own).toHaveLength(7);
    expect(own[0]).toMatch(
      /\[Spearmint\] "Summaries\.summarize": shadow .* recorded by InMemoryLogger\s*$/,
    );
    expect(own.join('\n')).not.toMatch(/[{}]/);
  });

  it('has its fields in JSON, under one context', async () => {
    const lines = await written(async () =>
      misuse(await boot(new ConsoleLogger({ json: true, colors: false }))),
    );
    const entries = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ context }) => context === 'Spearmint');
    expect(entries).toHaveLength(7);
    expect(entries[0]).toMatchObject({
      level: 'log',
      message: expect.stringContaining('"Summaries.summarize": shadow over 2'),
      params: {
        event: 'experiment',
        experiment: 'Summaries.summarize',
        strategy: 'shadow',
        pool: 'default',
        configs: 2,
        backends: ['InMemoryLogger'],
        enabled: true,
      },
    });
    expect(entries.slice(-2).map(({ params }) => params)).toEqual([
      { event: 'config-unread', experiment: 'forgetful' },
      { event: 'strategy-fallback', experiment: 'lost' },
    ]);
  });
});
