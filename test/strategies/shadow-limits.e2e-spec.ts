import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { BackgroundSupervisor, BranchTimeoutError } from 'nestjs-spearmint';
import { closeAll, turns } from '../support/boot.js';
import { deferred } from '../support/deferred.js';
import { plain, shadowing } from './support/shadowing.js';

afterEach(async () => {
  jest.restoreAllMocks();
  await closeAll();
});

describe('the limits of shadows', () => {
  it('G34, G35: a shadow that takes too long fails with BranchTimeoutError, its signal is aborted, its late end is ignored', async () => {
    const late = deferred<number>();
    let signal: AbortSignal | undefined;
    const { app, call } = await shadowing(
      (x, delta, context) => {
        if (delta !== 5) return x + delta;
        signal = context.signal;
        return late.promise;
      },
      {},
      { background: { timeoutMs: 20 } },
    );
    const branches = await call();
    const shadow = branches.byConfigId('five');
    expect(shadow?.thrown).toBeInstanceOf(BranchTimeoutError);
    expect(shadow?.error?.message).toContain('"Adder.add" under config "five"');
    expect(shadow?.error?.message).toContain('20 ms');
    expect(signal?.aborted).toBe(true);
    expect(signal?.reason).toBe(shadow?.thrown);
    late.reject(new Error('too late'));
    await turns();
    expect(shadow?.status).toBe('failed');
    expect(shadow?.thrown).toBeInstanceOf(BranchTimeoutError);
    expect(app.get(BackgroundSupervisor).stats()).toMatchObject({
      offered: 2,
      completed: 1,
      timedOut: 1,
      running: 0,
    });
    await app.settle();
    expect(app.logger.branches).toHaveLength(3);
  });

  it('the experiment’s own limit goes before the module’s', async () => {
    const { call } = await shadowing(
      (x, delta) => (delta === 1 ? x : new Promise(() => undefined)),
      {},
      { experiment: { timeoutMs: 20 }, background: { timeoutMs: 60_000 } },
    );
    expect((await call()).failed()).toHaveLength(2);
  });

  it('beyond the queue limit shadows are skipped, with the reason; the counters tell', async () => {
    const gate = deferred();
    const { app, service } = await shadowing(
      async (x, delta) => {
        if (delta !== 1) await gate.promise;
        return x + delta;
      },
      {},
      { background: { concurrency: 2, queueLimit: 3 } },
    );
    for (let i = 0; i < 5; i++) {
      expect(await service.add(10)).toBe(11);
      await turns();
    }
    expect(app.get(BackgroundSupervisor).stats()).toMatchObject({
      offered: 10,
      running: 2,
      waiting: 3,
      skipped: { queueFull: 5, shutdown: 0 },
    });
    gate.resolve();
    await app.settle();
    const skipped = app.logger.branches.filter(
      ({ status }) => status === 'skipped',
    );
    expect(skipped).toHaveLength(5);
    expect(skipped[0]?.reason).toContain('queueLimit 3');
    expect(app.logger.branches).toHaveLength(15);
  });

  it('Q21: 1,000 shadows of one call stay within the limit; the rest is skipped with the reason', async () => {
    let running = 0;
    let most = 0;
    const { call } = await shadowing(
      async (x, delta) => {
        if (delta === 0) return x;
        most = Math.max(most, ++running);
        await turns(1);
        running--;
        return x;
      },
      {},
      {
        configs: Array.from({ length: 1_001 }, (_, delta) => ({ delta })),
        background: { concurrency: 8, queueLimit: 500 },
      },
    );
    const branches = await call();
    expect(most).toBeLessThanOrEqual(8);
    expect(most).toBeGreaterThan(1);
    expect(branches.successful()).toHaveLength(501);
    expect(branches.skipped()).toHaveLength(500);
    expect(
      branches
        .skipped()
        .every(({ reason }) => reason?.includes('queueLimit 500')),
    ).toBe(true);
  });

  it.each([
    ['the module’s', { background: { sampleRate: 0 } }],
    ['the experiment’s', { experiment: { sampleRate: 0 } }],
  ])('%s sampleRate 0 runs no shadow', async (_, options) => {
    const { app, service, ran } = await shadowing(plain, {}, options);
    for (let i = 0; i < 10; i++) expect(await service.add(10)).toBe(11);
    await app.settle();
    expect(new Set(ran)).toEqual(new Set([1]));
    expect(app.logger.branches).toHaveLength(10);
    expect(app.get(BackgroundSupervisor).stats()).toMatchObject({
      offered: 0,
      notSampled: 10,
    });
  });

  it('sampleRate 0.5 decides once a call, for all of its shadows', async () => {
    const { app, service, ran } = await shadowing(
      plain,
      {},
      {
        background: { sampleRate: 0.5 },
      },
    );
    const random = jest.spyOn(Math, 'random');
    for (const value of [0.1, 0.9, 0.49, 0.5]) {
      random.mockReturnValue(value);
      await service.add(10);
    }
    random.mockRestore();
    await app.settle();
    expect(ran.filter((delta) => delta === 5)).toHaveLength(2);
    expect(ran.filter((delta) => delta === 10)).toHaveLength(2);
    expect(app.get(BackgroundSupervisor).stats().notSampled).toBe(2);
  });
});
