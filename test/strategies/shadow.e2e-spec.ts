import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  BackgroundSupervisor,
  type Branch,
  Experiment,
  ShadowStrategy,
} from 'nestjs-spearmint';
import {
  bootError,
  closeAll,
  pool3,
  rejection,
  turns,
} from '../support/boot.js';
import { type Deferred, deferred } from '../support/deferred.js';
import { returning } from '../support/returning.js';
import { plain, shadowing } from './support/shadowing.js';

afterEach(closeAll);

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

  it('AC-G4: so does one that throws before it has returned anything', async () => {
    const failure = new Error('primary failed');
    const { service, recorded } = await returning((delta) => {
      if (delta === 1) throw failure;
      return Promise.resolve(delta);
    }, 'shadow');
    expect(await rejection(service.give())).toBe(failure);
    expect(await recorded()).toEqual([
      ['failed', undefined],
      ['success', 5],
      ['success', 10],
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
