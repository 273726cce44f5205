import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  branchConfig,
  BranchContainer,
  type ConfigEntry,
  Experiment,
  type ExperimentInvocation,
  Strategy,
} from 'nestjs-spearmint';
import {
  boot,
  type Booted,
  closeAll,
  type Delta,
  pool3,
  rejection,
  turns,
} from '../support/boot.js';
import { deferred } from '../support/deferred.js';

afterEach(closeAll);

type Run = (invocation: ExperimentInvocation<never>) => unknown;

class Custom extends Strategy {
  constructor(private readonly doRun: Run) {
    super();
  }

  run<T>(invocation: ExperimentInvocation<T>): Promise<T | BranchContainer<T>> {
    return this.doRun(invocation as never) as Promise<T>;
  }
}

interface Adding {
  add(x: number): Promise<number>;
}

/** An application whose method does what the test says, under a strategy that does. */
async function custom(
  run: Run,
  body: (x: number, delta: number) => unknown = (x, delta) => x + delta,
): Promise<{
  app: Booted;
  service: Adding;
  add: () => Promise<number>;
  faults: () => string[];
}> {
  @Injectable()
  class Service {
    @Experiment({ name: 'add', strategy: new Custom(run) })
    async add(x: number, { delta }: Delta = branchConfig()): Promise<number> {
      return (await body(x, delta)) as number;
    }
  }
  const app = await boot({ configs: pool3 }, [Service]);
  const service: Adding = app.get(Service);
  return {
    app,
    service,
    add: () => service.add(10),
    faults: () =>
      app.said.warnings.filter((line) => line.includes('Custom of "add"')),
  };
}

const fault = new Error('a fault of the strategy');

describe('a run() that misbehaves: the caller gets the foreground’s outcome, and it is said once', () => {
  it.each<[string, Run, number]>([
    [
      'throws before any branch',
      () => {
        throw fault;
      },
      11,
    ],
    ['rejects before any branch', () => Promise.reject(fault), 11],
    ['rejects with undefined', () => Promise.reject(undefined), 11],
    [
      'gives a thenable that throws',
      () => ({
        then() {
          throw fault;
        },
      }),
      11,
    ],
    [
      'gives a thenable that rejects',
      () => ({ then: (_: unknown, no: (e: unknown) => void) => no(fault) }),
      11,
    ],
    ['gives nothing and runs nothing', () => undefined, 11],
    ['resolves with nothing and runs nothing', async () => undefined, 11],
    ['runs a shadow alone', (call) => call.background(call.configs.at(1)), 11],
    ['skips alone', (call) => call.skip(call.configs.at(1), 'no budget'), 11],
    [
      'throws while its branch runs',
      (call) => {
        void call.branch(call.configs.at(1));
        throw fault;
      },
      15,
    ],
    [
      'rejects while its branch runs',
      async (call) => {
        void call.branch(call.configs.at(1));
        throw fault;
      },
      15,
    ],
    [
      'throws after its branch',
      async (call) => {
        await call.branch(call.configs.at(2));
        throw fault;
      },
      20,
    ],
    [
      'rejects with undefined after its branch',
      async (call) => {
        await call.branch(call.configs.at(2));
        throw undefined;
      },
      20,
    ],
    [
      'throws after a shadow',
      (call) => {
        call.background(call.configs.at(1));
        throw fault;
      },
      11,
    ],
    [
      'throws after a fan-out',
      async (call) => {
        await call.branches(call.configs);
        throw fault;
      },
      11,
    ],
    [
      'forgets to return its branch',
      (call) => {
        void call.branch(call.configs.at(1));
      },
      15,
    ],
    [
      'awaits its branch and returns nothing',
      async (call) => {
        await call.branch(call.configs.at(1));
      },
      15,
    ],
    [
      'asks for a config that is not there',
      (call) => call.branch(call.configs.byId('typo') as ConfigEntry),
      11,
    ],
    [
      'fans out over something else',
      (call) => call.branches([{}, null] as never),
      11,
    ],
    [
      'asks for an index that is not there',
      (call) => call.branch(call.configs.at(99)),
      11,
    ],
  ])('%s', async (_, run, expected) => {
    const { app, add, faults } = await custom(run);
    expect(await add()).toBe(expected);
    expect(await add()).toBe(expected);
    expect(faults()).toHaveLength(1);
    await app.settle();
    expect(
      app.logger.branches
        .filter(({ role }) => role !== 'shadow')
        .every(({ status }) => status === 'success'),
    ).toBe(true);
  });

  it.each<[string, Run]>([
    [
      'throws while its branch runs',
      (call) => {
        void call.branch(call.configs.at(1));
        throw fault;
      },
    ],
    [
      'throws after its branch',
      async (call) => {
        await Promise.allSettled([call.branch(call.configs.at(1))]);
        throw fault;
      },
    ],
    [
      'returns nothing',
      (call) => {
        void call.branch(call.configs.at(1));
      },
    ],
  ])('%s, when that branch fails: its very error', async (_, run) => {
    const failure = new Error('the branch failed');
    const { add, faults } = await custom(run, () => Promise.reject(failure));
    expect(await rejection(add())).toBe(failure);
    expect(faults()).toHaveLength(1);
  });

  it('background() and skip() never throw, whatever they are given', async () => {
    const { app, add, faults } = await custom((call) => {
      call.background(undefined as never);
      call.background(null as never, { after: 7 as never });
      call.skip({} as never, 'no');
      return call.branch(call.configs.at(1));
    });
    expect(await add()).toBe(15);
    expect(faults()).toHaveLength(1);
    await app.settle();
    expect(app.logger.branches).toHaveLength(1);
  });

  it('a method that returns nothing is no fault', async () => {
    const { add, faults } = await custom(
      (call) => call.branch(call.configs.at(1)),
      () => undefined,
    );
    expect(await add()).toBeUndefined();
    expect(faults()).toEqual([]);
  });

  it('branches that nobody waits for may fail', async () => {
    const { add, app } = await custom(
      (call) => {
        void call.branch(call.configs.at(1), 'variant');
        return call.branch(call.configs.at(0));
      },
      (x, delta) => (delta === 5 ? Promise.reject(new Error('no')) : x + delta),
    );
    expect(await add()).toBe(11);
    await app.settle();
    expect(app.logger.branches).toHaveLength(2);
  });
});

describe('what a strategy may answer', () => {
  it.each<[string, (failure: Error) => unknown]>([
    ['what its branch threw', (failure) => failure],
    [
      'an error with that as its cause',
      (failure) => new Error('wrapped', { cause: failure }),
    ],
    [
      'an error with that among its errors',
      (failure) => new AggregateError([failure]),
    ],
  ])('%s', async (_, answerOf) => {
    const failure = new Error('no');
    const answer = answerOf(failure);
    const { add, faults } = await custom(
      async (call) => {
        await Promise.allSettled([call.branch(call.configs.at(0))]);
        throw answer;
      },
      () => Promise.reject(failure),
    );
    expect(await rejection(add())).toBe(answer);
    expect(faults()).toEqual([]);
  });

  it('a value of its own, also one made from several branches', async () => {
    const { add } = await custom(async (call) => {
      const outputs = (await call.branches(call.configs)).outputs() as number[];
      return outputs.reduce((sum, output) => sum + output, 0);
    });
    expect(await add()).toBe(46);
  });

  it('best of three, by invocation.branches', async () => {
    const { app, add } = await custom(
      async (call) => {
        const tried = await call.branches(call.configs.slice(0, 3), {
          concurrency: 2,
        });
        const best = tried
          .successful()
          .sort((a, b) => Number(b.output) - Number(a.output))[0];
        return best?.output;
      },
      (x, delta) =>
        delta === 10 ? Promise.reject(new Error('no')) : x + delta,
    );
    expect(await add()).toBe(15);
    await app.settle();
    expect(app.logger.branches.map(({ role }) => role)).toEqual([
      'variant',
      'variant',
      'variant',
    ]);
  });

  it('a race, by invocation.branch', async () => {
    const slow = deferred<number>();
    const { app, add } = await custom(
      (call) =>
        Promise.any(
          Array.from(call.configs, (config) => call.branch(config, 'variant')),
        ),
      (x, delta) => {
        if (delta === 1) return slow.promise;
        return delta === 5 ? Promise.reject(new Error('no')) : x + delta;
      },
    );
    expect(await add()).toBe(20);
    slow.resolve(0);
    await turns();
    await app.settle();
    expect(app.logger.branches).toHaveLength(3);
  });

  it('fallback to the next config where one fails', async () => {
    const { app, add } = await custom(
      async (call) => {
        try {
          return await call.branch(call.configs.at(0));
        } catch {
          return call.branch(call.configs.at(1), 'primary');
        }
      },
      (x, delta) => (delta === 1 ? Promise.reject(new Error('no')) : x + delta),
    );
    expect(await add()).toBe(15);
    await app.settle();
    expect(app.logger.branches.map(({ status }) => status)).toEqual([
      'failed',
      'success',
    ]);
  });
});

describe('what an invocation shows', () => {
  it('skip() is recorded with its reason, and container holds every branch in order', async () => {
    let container: BranchContainer | undefined;
    const { app, add } = await custom(async (call) => {
      container = call.container;
      const output = await call.branch(call.configs.at(0));
      call.skip(call.configs.at(1), 'over budget');
      call.background(call.configs.at(2));
      return output;
    });
    expect(await add()).toBe(11);
    await container?.settled();
    expect(
      Array.from(container ?? [], ({ role, configId, status, reason }) => [
        role,
        configId,
        status,
        reason,
      ]),
    ).toEqual([
      ['primary', 'one', 'success', undefined],
      ['shadow', 'five', 'skipped', 'over budget'],
      ['shadow', 'ten', 'success', undefined],
    ]);
    await app.settle();
    expect(app.logger.branches).toContainEqual(
      expect.objectContaining({
        configId: 'five',
        status: 'skipped',
        reason: 'over budget',
      }),
    );
    expect(app.logger.branches).toHaveLength(3);
  });

  it('experiment, args, unit, signal and configs', async () => {
    const seen: unknown[] = [];
    const { app, service } = await custom((call) => {
      const { experiment, args, unit, probe } = call;
      seen.push({ experiment, args, unit, probe, ids: call.configs.ids() });
      seen.push(call.signal);
      return call.branch(call.configs.at(0));
    });
    const { signal } = new AbortController();
    await app.runner.run(service, 'add', [10], { unit: 'user-7', signal });
    expect(seen).toEqual([
      {
        experiment: 'add',
        args: [10],
        unit: 'user-7',
        probe: false,
        ids: ['one', 'five', 'ten'],
      },
      signal,
    ]);
  });
});
