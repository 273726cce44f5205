import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Inject, Injectable } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  BackgroundSupervisor,
  BranchRecorder,
  branchConfig,
  type BranchRecord,
  Experiment,
  ExperimentRunner,
  InMemoryLogger,
  LoggerBackend,
  SpearmintModule,
  type SpearmintOptions,
  summarize,
} from 'nestjs-spearmint';
import { turns } from '../support/boot.js';
import { deferred } from '../support/deferred.js';

@Injectable()
class Answers {
  @Experiment()
  async answer(): Promise<object> {
    return { region: 'eu', tenant: 'acme', text: 'yes' };
  }
}

@Injectable()
class Vault {
  @Experiment({ configs: [{ pin: { $secret: 'PIN' } }], enabled: false })
  async key(config: { pin: string } = branchConfig()): Promise<string> {
    return config.pin;
  }
}

@Injectable()
class Accounts {
  constructor(@Inject(Vault) private readonly vault: Vault) {}

  @Experiment({ configs: [{ n: 1 }], capture: { args: 'full' } })
  async open(user: string, options: object): Promise<string> {
    return `${user} ${JSON.stringify(options)} ${await this.vault.key()}`;
  }

  @Experiment({ configs: [{ n: 1 }], capture: { output: 'summary' } })
  async list(_user: string): Promise<string[]> {
    return ['a', 'b'];
  }

  @Experiment({ configs: [{ other: '' }] })
  async other(config: { other: string } = branchConfig()): Promise<string> {
    return `with ${config.other}`;
  }

  @Experiment({ configs: [{ n: 1 }] })
  async fail(): Promise<never> {
    throw new Error(`refused: ${await this.vault.key()}`);
  }
}

let app: TestingModule | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

async function boot(options: SpearmintOptions): Promise<Answers> {
  app = await Test.createTestingModule({
    imports: [
      SpearmintModule.forRoot({
        configs: [{ n: 1 }],
        secrets: (name) => (name === 'OTHER' ? 'sixty-nine' : 'forty-two'),
        ...options,
      }),
    ],
    providers: [Answers, Accounts, Vault],
  }).compile();
  await app.init();
  return app.get(Answers);
}

const recorder = (): BranchRecorder =>
  (app as TestingModule).get(BranchRecorder);

describe('the recorder of an application', () => {
  it('masks what the module and what the recorder name', async () => {
    const logger = new InMemoryLogger();
    const answers = await boot({
      logger,
      redact: ['tenant'],
      recorder: { redact: { paths: ['region'] } },
    });
    await answers.answer();
    await recorder().flush();
    expect(logger.branches[0].output).toEqual({
      region: '[redacted]',
      tenant: '[redacted]',
      text: 'yes',
    });
  });

  it('says what people call a config, masked, and in summaries', async () => {
    const logger = new InMemoryLogger();
    const url = { $grid: ['https://me:pw-canary@host', 'https://host'] };
    await boot({ logger, configs: [{ url }], strategy: 'round-robin' });
    const answers = (app as TestingModule).get(Answers);
    for (let call = 0; call < 4; call++) await answers.answer();
    await recorder().flush();
    const labels = logger.branches.map(({ label }) => label);
    expect(labels.slice(1)).toEqual([
      'url=https://host',
      labels[0],
      'url=https://host',
    ]);
    expect(labels[0]).toMatch(/^url=https:/);
    expect(JSON.stringify(logger.branches)).not.toContain('canary');
    expect(summarize(logger.branches)).toMatchObject([
      { label: labels[0], n: 2 },
      { label: 'url=https://host', n: 2 },
    ]);
  });

  it('captures what the experiment says, else what the module says', async () => {
    const logger = new InMemoryLogger();
    await boot({ logger, capture: { args: 'summary' } });
    const accounts = (app as TestingModule).get(Accounts);
    await accounts.open('ann', { password: 'x' });
    await accounts.list('ann');
    await (app as TestingModule).get(Answers).answer();
    await recorder().flush();
    expect(logger.branches).toMatchObject([
      { args: ['ann', { password: '[redacted]' }] },
      { args: ['string(3)'], output: ['array(2)', 'string(1)'] },
      { args: [], output: { text: 'yes' } },
    ]);
  });

  it('captures no arguments unless it is asked to', async () => {
    const logger = new InMemoryLogger();
    await boot({ logger });
    await (app as TestingModule).get(Accounts).list('ann');
    await recorder().flush();
    expect(logger.branches).toHaveLength(1);
    expect(logger.branches[0].args).toBeUndefined();
  });

  it('knows the secrets of every pool, also of what is not recorded', async () => {
    const logger = new InMemoryLogger();
    await boot({ logger });
    const accounts = (app as TestingModule).get(Accounts);
    expect(await accounts.open('ann', {})).toBe('ann {} forty-two');
    await expect(accounts.fail()).rejects.toThrow('refused: forty-two');
    await recorder().flush();
    expect(logger.branches).toMatchObject([
      { output: 'ann {} [secret:PIN]' },
      { error: { message: 'refused: [secret:PIN]' } },
    ]);
    expect(JSON.stringify(logger.branches)).not.toContain('forty-two');
    expect(recorder().stats()).toMatchObject({ masked: 3, truncated: 0 });
  });

  it('learns the secrets of the configs that a run is given', async () => {
    const logger = new InMemoryLogger();
    await boot({ logger });
    const { output } = await (app as TestingModule)
      .get(ExperimentRunner)
      .run((app as TestingModule).get(Accounts), 'other', [], {
        configs: [{ other: { $secret: 'OTHER' } }],
      });
    expect(output).toBe('with sixty-nine');
    await recorder().flush();
    expect(logger.branches).toMatchObject([
      { config: { other: '[secret:OTHER]' }, output: 'with [secret:OTHER]' },
    ]);
  });

  it('does not wait for a batch that its queue cannot hold', async () => {
    const logger = new InMemoryLogger();
    const answers = await boot({ logger, recorder: { queueLimit: 20 } });
    for (let n = 0; n < 200; n++) {
      await answers.answer();
      await setImmediate();
    }
    await recorder().flush();
    expect(logger.branches).toHaveLength(200);
  });

  it('calls backends outside of every request', async () => {
    const tenants = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    let arrived = deferred();
    class Tenants extends LoggerBackend {
      override logBranches(records: readonly BranchRecord[]): void {
        for (const _ of records) seen.push(tenants.getStore());
        arrived.resolve();
      }
    }
    const answers = await boot({ logger: new Tenants() });
    for (const tenant of ['a', 'b']) {
      arrived = deferred();
      await tenants.run(tenant, () => answers.answer());
      // Not by a flush, which would bring a context of its own.
      await arrived.promise;
    }
    expect(seen).toEqual([undefined, undefined]);
  });

  it('is given what background work leaves of the time to close', async () => {
    const disk = deferred();
    let isWritten = false;
    class Slow extends LoggerBackend {
      override async logBranches(): Promise<void> {
        await disk.promise;
        isWritten = true;
      }
    }
    const answers = await boot({
      logger: new Slow(),
      background: { drainMs: 60_000 },
    });
    await answers.answer();
    let isClosed = false;
    const closing = app?.close().then(() => (isClosed = true));
    await turns(20);
    expect(isClosed).toBe(false);
    disk.resolve();
    await closing;
    expect(isWritten).toBe(true);
  });
});

describe('background work', () => {
  it('keeps the default of an option that is undefined', async () => {
    await boot({
      background: { concurrency: undefined, queueLimit: undefined } as object,
    });
    expect(
      (app as TestingModule).get(BackgroundSupervisor).limits,
    ).toMatchObject({
      concurrency: expect.any(Number),
      queueLimit: expect.any(Number),
    });
  });
});
