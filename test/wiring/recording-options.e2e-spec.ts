import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  BackgroundSupervisor,
  BranchRecorder,
  type BranchRecord,
  Experiment,
  InMemoryLogger,
  LoggerBackend,
  SpearmintModule,
  type SpearmintOptions,
} from 'nestjs-spearmint';
import { deferred } from './support/deferred.js';

@Injectable()
class Answers {
  @Experiment()
  async answer(): Promise<object> {
    return { apiKey: 'sk-1', token: 'sk-2', text: 'yes' };
  }
}

let app: TestingModule | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

async function boot(options: SpearmintOptions): Promise<Answers> {
  app = await Test.createTestingModule({
    imports: [SpearmintModule.forRoot({ configs: [{ n: 1 }], ...options })],
    providers: [Answers],
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
      redact: ['token'],
      recorder: { redact: ['apiKey'] },
    });
    await answers.answer();
    await recorder().flush();
    expect(logger.branches[0].output).toEqual({
      apiKey: '[redacted]',
      token: '[redacted]',
      text: 'yes',
    });
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
    let isWritten = false;
    class Slow extends LoggerBackend {
      override async logBranches(): Promise<void> {
        await delay(500);
        isWritten = true;
      }
    }
    const answers = await boot({
      logger: new Slow(),
      background: { drainMs: 1_000 },
    });
    await answers.answer();
    await app?.close();
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
