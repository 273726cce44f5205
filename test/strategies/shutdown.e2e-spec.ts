import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  BackgroundSupervisor,
  branchConfig,
  BranchContext,
  Experiment,
  LoggerBackend,
} from 'nestjs-spearmint';
import { deferred } from '../support/deferred.js';
import { boot, closeAll, type Delta, pool3, turns } from '../support/boot.js';

afterEach(async () => {
  jest.useRealTimers();
  await closeAll();
});

let gate = deferred();

@Injectable()
class Service {
  readonly signals: AbortSignal[] = [];

  constructor(private readonly context: BranchContext) {}

  @Experiment({ strategy: 'shadow' })
  async run({ delta }: Delta = branchConfig()): Promise<number> {
    if (delta === 1) return delta;
    this.signals.push(this.context.signal);
    await gate.promise;
    return delta;
  }
}

const booted = (drainMs: number, concurrency = 16): ReturnType<typeof boot> => {
  gate = deferred();
  return boot({ configs: pool3, background: { drainMs, concurrency } }, [
    Service,
  ]);
};

describe('Q20: shutdown', () => {
  it('waits for the shadows that end in time, and records them', async () => {
    const app = await booted(60_000);
    await app.get(Service).run();
    await turns();
    const closed = app.module.close();
    await turns();
    gate.resolve();
    await closed;
    expect(app.logger.branches.map(({ status }) => status)).toEqual([
      'success',
      'success',
      'success',
    ]);
  });

  it('waits also for those that have not started', async () => {
    const app = await booted(60_000, 1);
    gate.resolve();
    await app.get(Service).run();
    await app.module.close();
    expect(app.logger.branches.map(({ output }) => output)).toEqual([1, 5, 10]);
  });

  it('at the deadline aborts what hangs and records it as skipped, with the reason', async () => {
    const app = await booted(50, 1);
    const service = app.get(Service);
    await service.run();
    await turns();
    const since = performance.now();
    await app.module.close();
    expect(performance.now() - since).toBeLessThan(1_000);
    expect(
      app.logger.branches.map(({ status, reason }) => [status, reason]),
    ).toEqual([
      ['success', undefined],
      ['skipped', 'the application shut down before it ended'],
      ['skipped', 'the application shut down before it ended'],
    ]);
    expect(service.signals).toHaveLength(1);
    expect(service.signals[0]?.aborted).toBe(true);
    expect(app.get(BackgroundSupervisor).stats()).toMatchObject({
      skipped: { shutdown: 2 },
      running: 0,
      waiting: 0,
    });
  });

  it('takes no longer than the drain time in all, where shadows and a backend hang', async () => {
    class Hanging extends LoggerBackend {
      override logBranches(): Promise<void> {
        return new Promise(() => undefined);
      }
    }
    gate = deferred();
    const app = await boot(
      {
        configs: pool3,
        logger: new Hanging(),
        background: { drainMs: 1_000 },
      },
      [Service],
    );
    await app.get(Service).run();
    await turns();
    jest.useFakeTimers({
      doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'],
    });
    const since = performance.now();
    let took: number | undefined;
    void app.module.close().then(() => (took = performance.now() - since));
    for (let step = 0; took === undefined && step < 200; step++) {
      await turns();
      if (took === undefined) await jest.advanceTimersByTimeAsync(10);
    }
    expect(took).toBeLessThanOrEqual(1_010);
  });

  it('what ends after the shutdown is ignored', async () => {
    const app = await booted(10);
    await app.get(Service).run();
    await turns();
    await app.module.close();
    gate.reject(new Error('too late'));
    await turns();
    expect(app.logger.branches).toHaveLength(3);
  });

  it('calls still work afterwards, without background', async () => {
    const app = await booted(10);
    await app.module.close();
    const service = app.get(Service);
    const { output, branches } = await app.runner.run(service, 'run', []);
    expect(output).toBe(1);
    expect(branches.skipped().map(({ reason }) => reason)).toEqual([
      'the application is shutting down',
      'the application is shutting down',
    ]);
    expect(service.signals).toEqual([]);
  });

  it('G28: closing twice, at once and again, is one shutdown', async () => {
    const app = await booted(50);
    await app.get(Service).run();
    await turns();
    await Promise.all([app.module.close(), app.module.close()]);
    await app.module.close();
    expect(app.logger.branches).toHaveLength(3);
    expect(app.get(BackgroundSupervisor).stats()).toMatchObject({
      offered: 2,
      skipped: { shutdown: 2 },
    });
  });

  it('G30: 50 applications in a row leave no handles behind', async () => {
    const handles = (): number => process.getActiveResourcesInfo().length;
    const before = handles();
    for (let i = 0; i < 50; i++) {
      const app = await booted(1);
      await app.get(Service).run();
      await turns(1);
      await app.module.close();
    }
    await turns();
    expect(handles()).toBeLessThanOrEqual(before + 2);
  });
});
