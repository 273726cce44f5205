import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Inject, Injectable } from '@nestjs/common';
import {
  firstValueFrom,
  from,
  isObservable,
  type Observable,
  toArray,
} from 'rxjs';
import {
  type Branch,
  branchConfig,
  BranchContext,
  type BranchRecord,
  BranchTimeoutError,
  Experiment,
  ExperimentHook,
  HookRegistry,
  InvalidHookError,
} from 'nestjs-spearmint';
import {
  boot,
  closeAll,
  type Delta,
  pool3,
  rejection,
  turns,
} from '../support/boot.js';
import { deferred } from '../support/deferred.js';
import { readAll } from '../support/read-all.js';
import { Adder } from './support/adder.js';

afterEach(closeAll);

class Around extends ExperimentHook {
  constructor(
    private readonly around: (
      branch: Branch,
      next: () => Promise<unknown>,
    ) => unknown,
  ) {
    super();
  }

  override aroundBranch(branch: Branch, next: () => Promise<unknown>): unknown {
    return this.around(branch, next);
  }
}

async function around(
  hook: (branch: Branch, next: () => Promise<unknown>) => unknown,
): Promise<{
  adder: Adder;
  app: Awaited<ReturnType<typeof boot>>;
  only: () => Promise<BranchRecord | undefined>;
}> {
  const app = await boot({ configs: pool3, hooks: [new Around(hook)] }, [
    Adder,
  ]);
  return {
    app,
    adder: app.get(Adder),
    only: async () => {
      await app.settle();
      return app.logger.branches.at(-1);
    },
  };
}

describe('aroundBranch', () => {
  it('may change the output, which is recorded as changed', async () => {
    const { adder, only } = await around(
      async (_branch, next) => Number(await next()) * 2,
    );
    expect(await adder.add(10)).toBe(22);
    expect((await only())?.output).toBe(22);
  });

  it('may answer by itself: the method does not run, and no config counts as forgotten', async () => {
    const { app, adder, only } = await around(() => 99);
    expect(await adder.add(10)).toBe(99);
    expect(adder.calls).toBe(0);
    expect(await only()).toMatchObject({ status: 'success', output: 99 });
    expect(app.said.warnings).toEqual([]);
  });

  it('may replace a failure, and turn it into a success', async () => {
    const { adder, only } = await around((_branch, next) =>
      next().catch(() => 0),
    );
    adder.failure = new Error('no');
    expect(await adder.add(10)).toBe(0);
    expect((await only())?.status).toBe('success');
  });

  it.each([
    [
      'at once',
      (): unknown => {
        throw new RangeError('no quota');
      },
    ],
    ['later', () => Promise.reject(new RangeError('no quota'))],
  ])('fails the branch with what it throws %s', async (_when, hook) => {
    const { adder, only } = await around(hook);
    expect(await rejection(adder.add(10))).toEqual(new RangeError('no quota'));
    expect(await only()).toMatchObject({
      status: 'failed',
      error: { type: 'RangeError', message: 'no quota' },
    });
  });

  it('passes the very error of the method on', async () => {
    const { adder } = await around((_branch, next) => next());
    const failure = new Error('no');
    adder.failure = failure;
    expect(await rejection(adder.add(10))).toBe(failure);
  });

  it('leaves no unhandled rejection when it forgets what next() gives', async () => {
    const { adder } = await around((_branch, next) => {
      void next();
      return 1;
    });
    adder.failure = new Error('nobody waits for this');
    expect(await adder.add(10)).toBe(1);
    await turns();
  });

  it('may not run the method twice', async () => {
    const { adder } = await around(async (_branch, next) => {
      await next();
      return next();
    });
    const thrown = await rejection(adder.add(10));
    expect(thrown).toBeInstanceOf(InvalidHookError);
    expect((thrown as Error).message).toMatch(
      /The hook Around called next\(\) twice.*give its experiment the option `retry`/,
    );
    expect(adder.calls).toBe(1);
  });

  it('runs inside the context of the branch, and so does what it calls', async () => {
    const span = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    @Injectable()
    class Traced {
      constructor(
        @Inject(BranchContext) private readonly context: BranchContext,
      ) {}
      @Experiment()
      async run(config: Delta = branchConfig()): Promise<number> {
        seen.push(span.getStore(), this.context.current?.configId);
        return config.delta;
      }
    }
    class Tracing extends ExperimentHook {
      override async aroundBranch(
        branch: Branch,
        next: () => Promise<unknown>,
      ): Promise<unknown> {
        await Promise.resolve();
        return span.run(`span of ${branch.configId}`, next);
      }
    }
    const app = await boot({ configs: pool3, hooks: [new Tracing()] }, [
      Traced,
    ]);
    expect(await app.get(Traced).run()).toBe(1);
    expect(seen).toEqual(['span of one', 'one']);
  });

  it('is within the time limit of the branch, and learns that it is over', async () => {
    let learnt: unknown;
    @Injectable()
    class Slow {
      @Experiment({ timeoutMs: 20 })
      run(config: Delta = branchConfig()): Promise<number> {
        return new Promise(() => void config);
      }
    }
    class Learning extends ExperimentHook {
      override async aroundBranch(
        _branch: Branch,
        next: () => Promise<unknown>,
      ): Promise<unknown> {
        try {
          return await next();
        } catch (thrown) {
          learnt = thrown;
          throw thrown;
        }
      }
    }
    const app = await boot({ configs: pool3, hooks: [new Learning()] }, [Slow]);
    const thrown = await rejection(app.get(Slow).run());
    expect(thrown).toBeInstanceOf(BranchTimeoutError);
    await turns();
    expect(learnt).toBe(thrown);
  });
});

@Injectable()
class Streams {
  failure: unknown;

  @Experiment()
  async *items(config: Delta = branchConfig()): AsyncGenerator<number> {
    yield config.delta;
    yield 2;
    if (this.failure !== undefined) throw this.failure;
  }

  @Experiment()
  observable(config: Delta = branchConfig()): Observable<number> {
    return from([config.delta, 2, 3]);
  }

  @Experiment()
  async promised(
    config: Delta = branchConfig(),
  ): Promise<AsyncIterable<number>> {
    await Promise.resolve();
    return this.list(config.delta);
  }

  private async *list(first: number): AsyncGenerator<number> {
    yield first;
    yield 2;
  }
}

describe('aroundBranch of a branch that is over', () => {
  it('runs nothing any more', async () => {
    const gate = deferred();
    const learnt: unknown[] = [];
    class Waiting extends ExperimentHook {
      override async aroundBranch(
        _branch: Branch,
        next: () => Promise<unknown>,
      ): Promise<unknown> {
        await gate.promise;
        return next().catch((thrown: unknown) => learnt.push(thrown));
      }
    }
    let calls = 0;
    @Injectable()
    class Limited {
      @Experiment({ timeoutMs: 10 })
      async run(config: Delta = branchConfig()): Promise<number> {
        calls++;
        return config.delta;
      }
    }
    const app = await boot({ configs: pool3, hooks: [new Waiting()] }, [
      Limited,
    ]);
    const thrown = await rejection(app.get(Limited).run());
    gate.resolve();
    await turns();
    expect(calls).toBe(0);
    expect(learnt).toEqual([thrown]);
  });
});

describe('aroundBranch of a method that gives a stream', () => {
  const timing: unknown[] = [];
  class Timing extends ExperimentHook {
    override async aroundBranch(
      branch: Branch,
      next: () => Promise<unknown>,
    ): Promise<unknown> {
      try {
        const output = await next();
        timing.push(`${branch.status} after ${String(output)}`);
        return 'nobody reads this';
      } catch (thrown) {
        timing.push(thrown);
        throw thrown;
      }
    }
  }

  afterEach(() => {
    timing.splice(0);
  });

  it('hands the stream out at once, and waits for its end', async () => {
    const app = await boot({ configs: pool3, hooks: [new Timing()] }, [
      Streams,
    ]);
    const streams = app.get(Streams);
    expect(await readAll(streams.items())).toEqual([1, 2]);
    const observable = streams.observable();
    expect(isObservable(observable)).toBe(true);
    expect(await firstValueFrom(observable.pipe(toArray()))).toEqual([1, 2, 3]);
    expect(await readAll(await streams.promised())).toEqual([1, 2]);
    await turns();
    expect(timing).toEqual([
      'success after 2',
      'success after 3',
      'success after 2',
    ]);
  });

  it('learns what the stream failed with, and is not blamed for it', async () => {
    const app = await boot({ configs: pool3, hooks: [new Timing()] }, [
      Streams,
    ]);
    const streams = app.get(Streams);
    const failure = new Error('cut off');
    streams.failure = failure;
    expect(await rejection(readAll(streams.items()))).toBe(failure);
    await turns();
    expect(timing).toEqual([failure]);
    expect(app.module.get(HookRegistry).stats()[0]?.ignored).toBe(0);
  });

  it('cannot hurt a stream that it has let run, when it throws at once', async () => {
    const app = await boot(
      {
        configs: pool3,
        hooks: [
          new Around((_branch, next) => {
            void next();
            throw new Error('no span');
          }),
        ],
      },
      [Streams],
    );
    expect(await readAll(app.get(Streams).items())).toEqual([1, 2]);
    await turns();
    expect(app.module.get(HookRegistry).stats()[0]?.ignored).toBe(1);
  });

  it('cannot hurt a stream that the caller has: counted and said', async () => {
    class Broken extends ExperimentHook {
      override async aroundBranch(
        _branch: Branch,
        next: () => Promise<unknown>,
      ): Promise<unknown> {
        await next();
        throw new Error('no span');
      }
    }
    const app = await boot({ configs: pool3, hooks: [new Broken()] }, [
      Streams,
    ]);
    expect(await readAll(app.get(Streams).items())).toEqual([1, 2]);
    await turns();
    expect(app.module.get(HookRegistry).stats()[0]?.ignored).toBe(1);
    expect(app.said.warnings).toEqual([
      expect.stringMatching(
        /aroundBranch of the hook Broken threw \(Error: no span\) when the caller had the stream already/,
      ),
    ]);
  });
});
