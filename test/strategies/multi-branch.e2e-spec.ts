import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  AllBranchesFailedError,
  branchConfig,
  BranchContainer,
  BranchContext,
  BranchTimeoutError,
  Experiment,
  MultiBranchStrategy,
  type SpearmintOptions,
} from 'nestjs-spearmint';
import { deferred } from '../support/deferred.js';
import {
  boot,
  type Booted,
  bootError,
  closeAll,
  type Delta,
  pool3,
  turns,
} from '../support/boot.js';

afterEach(closeAll);

type Fanned<T> = Promise<T | BranchContainer<T>>;

@Injectable()
class Adder {
  /** Thrown by the branches with these deltas. */
  readonly failures = new Map<number, unknown>();
  readonly started: number[] = [];

  @Experiment({ strategy: 'multi-branch' })
  async add(x: number, config: Delta = branchConfig()): Fanned<number> {
    this.started.push(config.delta);
    if (this.failures.has(config.delta)) throw this.failures.get(config.delta);
    return x + config.delta;
  }
}

@Injectable()
class Plain {
  @Experiment()
  async run(): Promise<void> {}
}

async function adding(options: SpearmintOptions = { configs: pool3 }): Promise<{
  app: Booted;
  adder: Adder;
  add: () => Promise<BranchContainer<number>>;
}> {
  const app = await boot(options, [Adder]);
  const adder = app.get(Adder);
  return {
    app,
    adder,
    add: () => adder.add(10) as Promise<BranchContainer<number>>,
  };
}

const statuses = (container: BranchContainer): string[] =>
  Array.from(container, ({ status }) => status);

describe('multi-branch', () => {
  it('AC-H1, AC-H7, AC-H10, AC-J3: runs every config and gives a container in pool order', async () => {
    const { add } = await adding();
    const container = await add();
    expect(container).toBeInstanceOf(BranchContainer);
    expect(container).toHaveLength(3);
    expect(statuses(container)).toEqual(['success', 'success', 'success']);
    expect(container.outputs()).toEqual([11, 15, 20]);
    expect(
      Array.from(container, ({ configId, role }) => [configId, role]),
    ).toEqual([
      ['one', 'variant'],
      ['five', 'variant'],
      ['ten', 'variant'],
    ]);
  });

  it('AC-H2, Q15: one that throws is failed, the others are kept', async () => {
    const { adder, add } = await adding();
    const failure = new RangeError('too much');
    adder.failures.set(5, failure);
    const container = await add();
    expect(statuses(container)).toEqual(['success', 'failed', 'success']);
    expect(container.successful()).toHaveLength(2);
    expect(container.failed()[0]).toMatchObject({
      configId: 'five',
      thrown: failure,
      error: { type: 'RangeError', message: 'too much' },
    });
  });

  it('AC-H3: three configs are three runs with ids of their own', async () => {
    const { app, add } = await adding();
    await add();
    await add();
    await app.settle();
    expect(app.logger.runCount).toBe(6);
    expect(new Set(app.logger.branches.map(({ id }) => id)).size).toBe(6);
  });

  it('AC-H5: a single config gives a container of one', async () => {
    const { add } = await adding({ configs: [pool3[0]] });
    expect((await add()).outputs()).toEqual([11]);
  });

  it('AC-H6: when all throw, the call still resolves; throwIfAllFailed() throws', async () => {
    const { adder, add } = await adding();
    for (const { delta } of pool3) adder.failures.set(delta, `no ${delta}`);
    const container = await add();
    expect(statuses(container)).toEqual(['failed', 'failed', 'failed']);
    expect(() => container.throwIfAllFailed()).toThrow(AllBranchesFailedError);
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'text'],
    ['a promise', Promise.resolve(1)],
    ['an object without prototype', Object.create(null)],
  ])('AC-H6: takes a branch that throws %s', async (_, thrown) => {
    const { adder, add } = await adding();
    adder.failures.set(1, thrown);
    const container = await add();
    expect(statuses(container)).toEqual(['failed', 'success', 'success']);
    expect(container.at(0)?.thrown).toBe(thrown);
  });

  it('AC-H9: a branch is found by the id of its config', async () => {
    const { add } = await adding();
    expect((await add()).byConfigId('five')?.output).toBe(15);
  });

  it('calls at the same time do not mix', async () => {
    const { add } = await adding();
    const containers = await Promise.all([add(), add(), add()]);
    for (const container of containers) {
      expect(container.outputs()).toEqual([11, 15, 20]);
    }
  });
});

describe('concurrency', () => {
  @Injectable()
  class Counting {
    inFlight = 0;
    most = 0;
    readonly order: number[] = [];
    readonly open: (() => void)[] = [];

    @Experiment({ strategy: 'multi-branch' })
    async run({ delta }: Delta = branchConfig()): Fanned<number> {
      this.order.push(delta);
      this.most = Math.max(this.most, ++this.inFlight);
      await new Promise<void>((resolve) => this.open.push(resolve));
      this.inFlight--;
      if (delta % 3 === 0) throw new Error('every third fails');
      return delta;
    }

    /** Ends one of those that run, not always the oldest. */
    endOne(): void {
      const index = (this.order.length * 7) % this.open.length;
      this.open.splice(index, 1)[0]?.();
    }
  }

  const many = (count: number): object[] =>
    Array.from({ length: count }, (_, delta) => ({ delta }));

  it('AC-H8: without a limit all branches are in flight at once', async () => {
    const app = await boot({ configs: many(5) }, [Counting]);
    const counting = app.get(Counting);
    const call = counting.run();
    await turns(1);
    expect(counting.inFlight).toBe(5);
    for (const resolve of counting.open) resolve();
    expect(await call).toHaveLength(5);
  });

  it('AC-H8: 1,000 branches with concurrency 10: never an 11th in flight, all run, in pool order', async () => {
    const app = await boot({ configs: many(1_000) }, [Counting]);
    const counting = app.get(Counting);
    const call = app.runner.run(counting, 'run', [], {
      strategy: new MultiBranchStrategy({ concurrency: 10 }),
    });
    await turns(1);
    for (let i = 0; i < 1_000; i++) {
      counting.endOne();
      await turns(1);
    }
    const { branches } = await call;
    expect(counting.most).toBe(10);
    expect(counting.order).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
    expect(
      Array.from(branches, ({ config }) => (config as Delta).delta),
    ).toEqual(counting.order);
    expect(branches.successful()).toHaveLength(666);
    expect(branches.failed()).toHaveLength(334);
  });

  it('branches that throw at once leave their place to the next, without a deep stack', async () => {
    @Injectable()
    class Throwing {
      @Experiment({ strategy: new MultiBranchStrategy({ concurrency: 3 }) })
      run(): Fanned<number> {
        throw new Error('at once');
      }
    }
    const app = await boot({ configs: many(5_000) }, [Throwing]);
    const container = (await app.get(Throwing).run()) as BranchContainer;
    expect(container.failed()).toHaveLength(5_000);
  });

  it.each([0, -1, 1.5, Number.NaN])(
    'a concurrency of %p fails the boot',
    async (concurrency) => {
      const error = await bootError(
        { configs: pool3, strategy: new MultiBranchStrategy({ concurrency }) },
        [Plain],
      );
      expect(error).toMatchObject({ code: 'SPEARMINT_E_INVALID_STRATEGY' });
      expect(error.message).toContain(`the concurrency ${concurrency}`);
    },
  );
});

describe('what branches of a fan-out see', () => {
  it('each its own branch and config, to its end', async () => {
    const seen: unknown[] = [];
    @Injectable()
    class Looking {
      constructor(private readonly context: BranchContext) {}

      @Experiment({ strategy: new MultiBranchStrategy({ concurrency: 2 }) })
      async look(): Fanned<string | undefined> {
        await Promise.resolve();
        seen.push(this.context.config<Delta>().delta);
        return this.context.current?.configId;
      }
    }
    const app = await boot({ configs: pool3 }, [Looking]);
    const container = (await app.get(Looking).look()) as BranchContainer;
    expect(container.outputs()).toEqual(['one', 'five', 'ten']);
    expect(seen).toEqual([1, 5, 10]);
    expect(app.get(BranchContext).current).toBeUndefined();
  });

  it.each([
    ['timeoutMs', 5, undefined],
    ['a signal', undefined, 'abort'],
  ])(
    '%s ends the branch that hangs, keeps the others, and reaches its signal',
    async (_, timeoutMs, abort) => {
      const controller = new AbortController();
      const signals: AbortSignal[] = [];
      @Injectable()
      class Hanging {
        constructor(private readonly context: BranchContext) {}

        @Experiment({ strategy: 'multi-branch', timeoutMs })
        async run({ delta }: Delta = branchConfig()): Fanned<number> {
          if (delta !== 5) return delta;
          signals.push(this.context.signal);
          return new Promise(() => undefined);
        }
      }
      const app = await boot({ configs: pool3 }, [Hanging]);
      const call = app.runner.run(app.get(Hanging), 'run', [], {
        signal: controller.signal,
      });
      await turns();
      if (abort !== undefined) controller.abort(new Error('caller left'));
      const { branches } = await call;
      expect(statuses(branches)).toEqual(['success', 'failed', 'success']);
      expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
      expect(branches.at(1)?.thrown).toEqual(
        abort === undefined
          ? expect.any(BranchTimeoutError)
          : new Error('caller left'),
      );
    },
  );

  it('an aborted fan-out starts nothing more: the rest is skipped, with the reason', async () => {
    const controller = new AbortController();
    const gate = deferred();
    let started = 0;
    @Injectable()
    class Slow {
      @Experiment({ strategy: new MultiBranchStrategy({ concurrency: 1 }) })
      async run(): Fanned<void> {
        started++;
        await gate.promise;
      }
    }
    const app = await boot({ configs: pool3 }, [Slow]);
    const call = app.runner.run(app.get(Slow), 'run', [], {
      signal: controller.signal,
    });
    await turns();
    controller.abort();
    const { branches } = await call;
    expect(started).toBe(1);
    expect(statuses(branches)).toEqual(['failed', 'skipped', 'skipped']);
    expect(branches.at(2)?.reason).toMatch(/aborted/);
  });
});
