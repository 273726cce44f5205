import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  BackgroundSupervisor,
  Branch,
  branchConfig,
  type BranchContainer,
  BranchContext,
  BranchTimeoutError,
  Experiment,
  type ExperimentBackgroundOptions,
  ShadowStrategy,
  type ShadowStrategyOptions,
  type SpearmintOptions,
} from 'nestjs-spearmint';
import { type Deferred, deferred } from '../support/deferred.js';
import {
  boot,
  type Booted,
  bootError,
  closeAll,
  type Delta,
  pool3,
  rejection,
  turns,
} from '../support/boot.js';

afterEach(async () => {
  jest.restoreAllMocks();
  await closeAll();
});

type Body = (x: number, delta: number, context: BranchContext) => unknown;

const plain: Body = (x, delta) => x + delta;

/** An application with one experiment, whose method does what the test says. */
async function shadowing(
  body: Body = plain,
  strategy: ShadowStrategyOptions = {},
  options: SpearmintOptions & { experiment?: ExperimentBackgroundOptions } = {},
): Promise<{
  app: Booted;
  service: { add(x: unknown): Promise<number> };
  ran: number[];
  call: (settle?: boolean) => Promise<BranchContainer<number>>;
}> {
  const { experiment, ...root } = options;
  const ran: number[] = [];
  @Injectable()
  class Service {
    constructor(private readonly context: BranchContext) {}

    @Experiment({
      name: 'Adder.add',
      strategy: new ShadowStrategy(strategy),
      background: experiment,
    })
    async add(x: unknown, { delta }: Delta = branchConfig()): Promise<number> {
      ran.push(delta);
      return (await body(x as number, delta, this.context)) as number;
    }
  }
  const app = await boot({ configs: pool3, ...root }, [Service]);
  const service = app.get(Service);
  return {
    app,
    service,
    ran,
    call: async (settle = true) =>
      (await app.runner.run(service, 'add', [10], { settle })).branches,
  };
}

const shown = (branches: Iterable<Branch>): unknown[] =>
  Array.from(branches, ({ role, configId, status, output }) => [
    role,
    configId,
    status,
    output,
  ]);

/** A gate for each config. */
function gates(): Map<number, Deferred<void>> {
  return new Map(pool3.map(({ delta }) => [delta, deferred()]));
}

describe('shadow', () => {
  it('AC-G1: the primary’s result is there before the slow shadows’', async () => {
    const open = gates();
    const { app, service } = await shadowing(async (x, delta) => {
      if (delta !== 1) await open.get(delta)?.promise;
      return x + delta;
    });
    expect(await service.add(10)).toBe(11);
    await turns();
    expect(app.get(BackgroundSupervisor).stats().running).toBe(2);
    for (const gate of open.values()) gate.resolve();
    await app.settle();
    expect(app.logger.branches).toHaveLength(3);
  });

  it('AC-G2: a shadow that throws touches nothing else', async () => {
    const { call } = await shadowing((x, delta) => {
      if (delta === 5) throw new Error('shadow failed');
      return x + delta;
    });
    expect(shown(await call())).toEqual([
      ['primary', 'one', 'success', 11],
      ['shadow', 'five', 'failed', undefined],
      ['shadow', 'ten', 'success', 20],
    ]);
  });

  it('AC-G3: primary and shadows are all recorded', async () => {
    const { app, service } = await shadowing();
    await service.add(10);
    await app.settle();
    expect(
      app.logger.branches.map(({ role, configId }) => [role, configId]),
    ).toEqual([
      ['primary', 'one'],
      ['shadow', 'five'],
      ['shadow', 'ten'],
    ]);
    expect(new Set(app.logger.branches.map(({ id }) => id)).size).toBe(3);
  });

  it('AC-G4: a primary that throws rejects with the very error, and its shadows run all the same', async () => {
    const failure = new Error('primary failed');
    const { app, service } = await shadowing((x, delta) => {
      if (delta === 1) throw failure;
      return x + delta;
    });
    expect(await rejection(service.add(10))).toBe(failure);
    await app.settle();
    expect(app.logger.branches.map(({ status }) => status)).toEqual([
      'failed',
      'success',
      'success',
    ]);
  });

  it.each([
    [10, 'the primary index 10, which is out of range for 3 configs'],
    [3, 'out of range'],
    [-1, 'out of range'],
    [0.5, 'out of range'],
    [Number.NaN, 'out of range'],
    [
      'twelve',
      '"twelve", which is no config of the pool; known are one, five, ten',
    ],
  ])('AC-G6: the primary %p fails the boot', async (primary, message) => {
    @Injectable()
    class Service {
      @Experiment({ strategy: new ShadowStrategy({ primary }) })
      async add(): Promise<void> {}
    }
    const error = await bootError({ configs: pool3 }, [Service]);
    expect(error).toMatchObject({ code: 'SPEARMINT_E_INVALID_STRATEGY' });
    expect(error.message).toContain('"Service.add"');
    expect(error.message).toContain(message);
  });

  it('AC-G7: a single config has no shadows', async () => {
    const { call } = await shadowing(plain, {}, { configs: [pool3[0]] });
    expect(shown(await call())).toEqual([['primary', 'one', 'success', 11]]);
  });

  it.each([1, 'five'])(
    'AC-G8: the primary may be %p; the shadows are the others in pool order',
    async (primary) => {
      const { call } = await shadowing(plain, { primary });
      expect(shown(await call())).toEqual([
        ['primary', 'five', 'success', 15],
        ['shadow', 'one', 'success', 11],
        ['shadow', 'ten', 'success', 20],
      ]);
    },
  );

  it('AC-G9: settled() waits for the background, outputs come in order', async () => {
    const open = gates();
    const { call, app } = await shadowing(async (x, delta) => {
      if (delta !== 1) await open.get(delta)?.promise;
      return x + delta;
    });
    const branches = await call(false);
    expect(branches).toHaveLength(3);
    expect(Array.from(branches, ({ status }) => status)).toEqual([
      'success',
      'pending',
      'pending',
    ]);
    const settled = jest.fn();
    void branches.settled().then(settled);
    open.get(10)?.resolve();
    await turns();
    expect(settled).not.toHaveBeenCalled();
    open.get(5)?.resolve();
    await turns();
    expect(settled).toHaveBeenCalledWith(branches);
    expect(branches.outputs()).toEqual([11, 15, 20]);
    await app.settle();
  });

  it('AC-G10: no shadow’s body has run when the call returns, also of a method that returns at once', async () => {
    const { app, service, ran } = await shadowing();
    await service.add(10);
    expect(ran).toEqual([1]);
    await app.settle();
    expect(ran).toEqual([1, 5, 10]);
  });

  it('AC-G11: the decorator’s strategy goes before the module’s', async () => {
    const { service, ran, app } = await shadowing(
      plain,
      { primary: 2 },
      { strategy: 'multi-branch' },
    );
    expect(await service.add(10)).toBe(20);
    await app.settle();
    expect(ran).toEqual([10, 1, 5]);
  });

  it('Q3: overlapping calls keep every shadow’s result, each in its own container', async () => {
    const open = gates();
    const { app, service } = await shadowing(async (x, delta) => {
      if (delta !== 1) await open.get(delta)?.promise;
      return x + delta;
    });
    const calls = await Promise.all(
      [10, 20, 30, 40].map((x) =>
        app.runner.run(service, 'add', [x], { settle: false }),
      ),
    );
    for (const gate of open.values()) gate.resolve();
    for (const [index, { branches }] of calls.entries()) {
      const x = (index + 1) * 10;
      expect((await branches.settled()).outputs()).toEqual([
        x + 1,
        x + 5,
        x + 10,
      ]);
    }
    await app.settle();
    expect(app.logger.branches).toHaveLength(12);
  });
});

describe('when shadows start', () => {
  it('"with" (the default): while the primary still runs', async () => {
    const open = gates();
    const { app, service, ran } = await shadowing(async (x, delta) => {
      await open.get(delta)?.promise;
      return x + delta;
    });
    const call = service.add(10);
    await turns();
    expect(ran).toEqual([1, 5, 10]);
    for (const gate of open.values()) gate.resolve();
    expect(await call).toBe(11);
    await app.settle();
  });

  it.each(['succeeded', 'failed'])(
    '"after": once the primary has %s',
    async (how) => {
      const open = gates();
      const { app, service, ran } = await shadowing(
        async (x, delta) => {
          if (delta === 1) await open.get(delta)?.promise;
          return x + delta;
        },
        { start: 'after' },
      );
      const call = service.add(10);
      await turns();
      expect(ran).toEqual([1]);
      if (how === 'succeeded') open.get(1)?.resolve();
      else open.get(1)?.reject(new Error('no'));
      const [outcome] = await Promise.allSettled([call]);
      expect(outcome?.status).toBe(
        how === 'succeeded' ? 'fulfilled' : 'rejected',
      );
      expect(ran).toEqual([1]);
      await app.settle();
      expect(ran).toEqual([1, 5, 10]);
    },
  );
});

describe('what shadows get', () => {
  interface Bag {
    items: string[];
    run?: () => void;
  }

  const grab = (bag: Bag): string => {
    const seen = bag.items.join();
    bag.items.push('changed');
    return seen;
  };

  it('G37: with snapshot, nobody sees what another changes in the arguments', async () => {
    const { app, service } = await shadowing(
      ((bag: Bag) => grab(bag)) as never,
      { snapshot: 'structuredClone', start: 'after' },
    );
    const bag: Bag = { items: ['a', 'b'] };
    expect(await service.add(bag)).toBe('a,b');
    bag.items.push('by the caller');
    await app.settle();
    expect(app.logger.branches.map(({ output }) => output)).toEqual([
      'a,b',
      'a,b',
      'a,b',
    ]);
    expect(bag.items).toEqual(['a', 'b', 'changed', 'by the caller']);
  });

  it('without it they share the caller’s arguments', async () => {
    const { app, service } = await shadowing(((bag: unknown) => {
      received.push(bag);
    }) as never);
    const received: unknown[] = [];
    const bag = {};
    await service.add(bag);
    await app.settle();
    expect(received).toHaveLength(3);
    expect(received.every((one) => one === bag)).toBe(true);
  });

  it('arguments that cannot be cloned: the shadows are skipped, with the reason', async () => {
    const { app, service, ran } = await shadowing(
      ((bag: Bag) => grab(bag)) as never,
      { snapshot: 'structuredClone' },
    );
    expect(await service.add({ items: ['a'], run: () => undefined })).toBe('a');
    await app.settle();
    expect(ran).toEqual([1]);
    const [, second, third] = app.logger.branches;
    expect([second?.status, third?.status]).toEqual(['skipped', 'skipped']);
    expect(second?.reason).toMatch(
      /arguments could not be copied: .*could not be cloned/,
    );
  });

  it('their own branch, config and role, and nothing of the call that they belong to', async () => {
    const seen: unknown[] = [];
    const { app, service } = await shadowing(async (x, delta, context) => {
      await Promise.resolve();
      seen.push([context.isShadow, context.current?.configId, delta]);
      return x;
    });
    await service.add(10);
    await app.settle();
    expect(seen).toEqual([
      [false, 'one', 1],
      [true, 'five', 5],
      [true, 'ten', 10],
    ]);
  });

  it('the caller’s own AsyncLocalStorage contexts, also after a wait in the queue', async () => {
    const tenant = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const { app, service } = await shadowing(
      async (x, delta) => {
        const before = tenant.getStore();
        await turns(1);
        seen.push([x, delta, before, tenant.getStore()]);
        return x;
      },
      {},
      { background: { concurrency: 1 } },
    );
    await Promise.all(
      [1, 2, 3].map((x) => tenant.run(`tenant ${x}`, () => service.add(x))),
    );
    await app.settle();
    expect(seen).toHaveLength(9);
    for (const [x, , before, after] of seen as unknown[][]) {
      expect([before, after]).toEqual([`tenant ${x}`, `tenant ${x}`]);
    }
  });
});

describe('limits', () => {
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
