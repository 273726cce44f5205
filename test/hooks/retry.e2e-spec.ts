import {
  afterEach,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Observable } from 'rxjs';
import {
  branchConfig,
  type BranchContainer,
  type BranchRecord,
  BranchTimeoutError,
  Experiment,
  ExperimentHook,
  type RetryOptions,
} from 'nestjs-spearmint';
import {
  boot,
  type Booted,
  bootError,
  closeAll,
  type Delta,
  pool3,
  rejection,
} from '../support/boot.js';
import { readAll } from '../support/read-all.js';

beforeEach(() => {
  jest.useFakeTimers({
    doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'],
  });
});

afterEach(async () => {
  jest.useRealTimers();
  await closeAll();
});

const retry: RetryOptions = {
  attempts: 3,
  backoffMs: 100,
  jitter: 0,
  retryIf: (error) => (error as Error).message !== 'for good',
};

/** Fails as often as it is told to, and notes when it ran. */
class Flaky {
  failures: Error[] = [];
  readonly ranAt: number[] = [];

  protected run<T>(output: T): T {
    this.ranAt.push(performance.now());
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    return output;
  }
}

@Injectable()
class Adder extends Flaky {
  @Experiment({ retry })
  async add(x: number, config: Delta = branchConfig()): Promise<number> {
    return this.run(x + config.delta);
  }

  @Experiment({ retry })
  addNow(x: number, config: Delta = branchConfig()): number {
    return this.run(x + config.delta);
  }

  @Experiment({ retry, timeoutMs: 250 })
  async addInTime(x: number, config: Delta = branchConfig()): Promise<number> {
    return this.run(x + config.delta);
  }

  @Experiment({ retry, strategy: 'multi-branch' })
  async addAll(
    x: number,
    config: Delta = branchConfig(),
  ): Promise<number | BranchContainer<number>> {
    return this.run(x + config.delta);
  }

  @Experiment({ retry, strategy: 'shadow' })
  async addShadowed(
    x: number,
    config: Delta = branchConfig(),
  ): Promise<number> {
    if (config.delta === 1) return x + config.delta;
    return this.run(x + config.delta);
  }
}

const errors = (...messages: string[]): Error[] =>
  messages.map((message) => new Error(message));

/** Lets waits pass until a promise settles. */
async function passing<T>(promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const settled = (): void => {
    isSettled = true;
  };
  promise.then(settled, settled);
  for (let i = 0; i < 1_000 && !isSettled; i++) {
    await jest.advanceTimersByTimeAsync(10);
  }
  return promise;
}

async function recorded(app: Booted): Promise<readonly BranchRecord[]> {
  await passing(app.settle());
  return app.logger.branches;
}

async function adding(): Promise<{ app: Booted; adder: Adder }> {
  const app = await boot({ configs: pool3 }, [Adder]);
  return { app, adder: app.get(Adder) };
}

describe('a branch with retry', () => {
  it('runs its method once when that succeeds', async () => {
    const { app, adder } = await adding();
    expect(await adder.add(10)).toBe(11);
    const [branch] = await recorded(app);
    expect(branch?.attempts).toEqual([
      { startedAt: expect.any(Number), durationMs: expect.any(Number) },
    ]);
  });

  it.each(['add', 'addNow'] as const)(
    'tries again after a wait that doubles (%s)',
    async (method) => {
      const { app, adder } = await adding();
      adder.failures = errors('first', 'second');
      const since = performance.now();
      expect(await passing(adder[method](10) as Promise<number>)).toBe(11);
      expect(adder.ranAt.map((at) => at - since)).toEqual([0, 100, 300]);
      const [branch, ...others] = await recorded(app);
      expect(others).toEqual([]);
      expect(branch).toMatchObject({ status: 'success', output: 11 });
      expect(branch?.durationMs).toBeCloseTo(300);
      expect(branch?.attempts).toEqual([
        {
          startedAt: branch?.startedAt,
          durationMs: 0,
          error: expect.objectContaining({ type: 'Error', message: 'first' }),
        },
        {
          startedAt: (branch?.startedAt ?? 0) + 100,
          durationMs: 0,
          error: expect.objectContaining({ message: 'second' }),
        },
        { startedAt: (branch?.startedAt ?? 0) + 300, durationMs: 0 },
      ]);
    },
  );

  it('fails with the very error of the last attempt', async () => {
    const { app, adder } = await adding();
    adder.failures = errors('first', 'second', 'third', 'fourth');
    const [, , last] = adder.failures;
    expect(await rejection(passing(adder.add(10)))).toBe(last);
    const [branch] = await recorded(app);
    expect(branch).toMatchObject({
      status: 'failed',
      error: { message: 'third' },
    });
    expect(branch?.attempts?.map(({ error }) => error?.message)).toEqual([
      'first',
      'second',
      'third',
    ]);
  });

  it('does not try again what retryIf says is in vain', async () => {
    const { adder } = await adding();
    adder.failures = errors('first', 'for good', 'third');
    expect(await rejection(passing(adder.add(10)))).toEqual(
      new Error('for good'),
    );
    expect(adder.ranAt).toHaveLength(2);
  });

  it('says once when retryIf throws, and fails with the error of the method', async () => {
    @Injectable()
    class Broken extends Flaky {
      @Experiment({
        retry: {
          retryIf: () => {
            throw new TypeError('no status');
          },
        },
      })
      async add(config: Delta = branchConfig()): Promise<number> {
        return this.run(config.delta);
      }
    }
    const app = await boot({ configs: pool3 }, [Broken]);
    const broken = app.get(Broken);
    for (let i = 0; i < 2; i++) {
      broken.failures = errors('first');
      expect(await rejection(broken.add())).toEqual(new Error('first'));
    }
    expect(app.said.warnings).toEqual([
      expect.stringMatching(
        /^retryIf of "Broken\.add" threw \(TypeError: no status\); .*Fix retryIf/,
      ),
    ]);
  });

  it('has one time limit for all attempts, which ends the waiting', async () => {
    const { app, adder } = await adding();
    adder.failures = errors('first', 'second', 'third');
    const since = performance.now();
    expect(await rejection(passing(adder.addInTime(10)))).toBeInstanceOf(
      BranchTimeoutError,
    );
    expect(performance.now() - since).toBe(250);
    const [branch] = await recorded(app);
    expect(branch?.attempts?.map(({ error }) => error?.message)).toEqual([
      'first',
      'second',
    ]);
    expect(adder.ranAt).toHaveLength(2);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('stops when its caller gives up', async () => {
    const { app, adder } = await adding();
    adder.failures = errors('first', 'second', 'third');
    const caller = new AbortController();
    const run = app.runner.run(adder, 'add', [10], { signal: caller.signal });
    const thrown = rejection(run);
    await jest.advanceTimersByTimeAsync(50);
    caller.abort(new Error('left'));
    expect(await thrown).toEqual(new Error('left'));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(adder.ranAt).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is tried again in each branch of a fan-out', async () => {
    const { app, adder } = await adding();
    adder.failures = errors('first', 'second', 'third');
    const container = (await passing(
      adder.addAll(10),
    )) as BranchContainer<number>;
    expect(container.outputs()).toEqual([11, 15, 20]);
    expect(Array.from(container, ({ attempts }) => attempts.length)).toEqual([
      2, 2, 2,
    ]);
    await recorded(app);
  });

  it('is tried again in shadows, away from the caller', async () => {
    const { app, adder } = await adding();
    adder.failures = errors('first');
    expect(await adder.addShadowed(10)).toBe(11);
    const branches = await recorded(app);
    expect(
      branches.map(({ role, status, attempts }) => [
        role,
        status,
        attempts?.length,
      ]),
    ).toEqual([
      ['primary', 'success', 1],
      ['shadow', 'success', 1],
      ['shadow', 'success', 2],
    ]);
  });

  it('is one branch for hooks, however often it is tried', async () => {
    let passes = 0;
    class Counting extends ExperimentHook {
      override aroundBranch(
        _branch: unknown,
        next: () => Promise<unknown>,
      ): unknown {
        passes++;
        return next();
      }
    }
    const app = await boot({ configs: pool3, hooks: [new Counting()] }, [
      Adder,
    ]);
    app.get(Adder).failures = errors('first', 'second');
    expect(await passing(app.get(Adder).add(10))).toBe(11);
    expect(passes).toBe(1);
  });

  it('has no attempts in its record without the option', async () => {
    @Injectable()
    class Plain {
      @Experiment()
      async add(config: Delta = branchConfig()): Promise<number> {
        return config.delta;
      }
    }
    const app = await boot({ configs: pool3 }, [Plain]);
    await app.get(Plain).add();
    const [branch] = await recorded(app);
    expect(branch).not.toHaveProperty('attempts');
  });

  it('fails the boot with a retry that makes no sense', async () => {
    @Injectable()
    class Wrong {
      @Experiment({ retry: { attempts: 0 } })
      async add(config: Delta = branchConfig()): Promise<number> {
        return config.delta;
      }
    }
    expect((await bootError({ configs: pool3 }, [Wrong])).message).toMatch(
      /The option retry\.attempts of "Wrong\.add" is 0; it must be a whole number from 1 to 100/,
    );
  });
});

@Injectable()
class Streams extends Flaky {
  /** Thrown after the first item. */
  late: Error | undefined;

  @Experiment({ retry })
  async *items(config: Delta = branchConfig()): AsyncGenerator<number> {
    yield this.run(config.delta);
    if (this.late !== undefined) throw this.late;
    yield 2;
  }

  @Experiment({ retry })
  async promised(
    config: Delta = branchConfig(),
  ): Promise<AsyncIterable<number>> {
    return this.list(config.delta);
  }

  @Experiment({ retry })
  observable(config: Delta = branchConfig()): Observable<number> {
    return new Observable((subscriber) => {
      subscriber.next(this.run(config.delta));
      if (this.late !== undefined) subscriber.error(this.late);
      subscriber.next(2);
      subscriber.complete();
    });
  }

  private async *list(first: number): AsyncGenerator<number> {
    yield this.run(first);
    if (this.late !== undefined) throw this.late;
    yield 2;
  }
}

describe.each(['items', 'promised', 'observable'] as const)(
  'a stream with retry (%s)',
  (method) => {
    it('is made again as long as it has given nothing', async () => {
      const app = await boot({ configs: pool3 }, [Streams]);
      const streams = app.get(Streams);
      streams.failures = errors('first', 'second');
      expect(await passing(readAll(await streams[method]()))).toEqual([1, 2]);
      const [branch] = await recorded(app);
      expect(branch).toMatchObject({ status: 'success', output: 2 });
      expect(branch?.attempts?.map(({ error }) => error?.message)).toEqual([
        'first',
        'second',
        undefined,
      ]);
    });

    it('fails as it does once it has given an item', async () => {
      const app = await boot({ configs: pool3 }, [Streams]);
      const streams = app.get(Streams);
      streams.late = new Error('cut off');
      expect(await rejection(passing(readAll(await streams[method]())))).toBe(
        streams.late,
      );
      expect(streams.ranAt).toHaveLength(1);
      const [branch] = await recorded(app);
      expect(branch?.attempts).toEqual([
        expect.objectContaining({
          error: expect.objectContaining({ message: 'cut off' }),
        }),
      ]);
    });

    it('fails with the last error when every attempt does', async () => {
      const app = await boot({ configs: pool3 }, [Streams]);
      const streams = app.get(Streams);
      streams.failures = errors('first', 'second', 'third', 'fourth');
      const last = streams.failures[2];
      expect(await rejection(passing(readAll(await streams[method]())))).toBe(
        last,
      );
    });
  },
);

it('a stream with retry whose reader leaves waits for no further attempt', async () => {
  const app = await boot({ configs: pool3 }, [Streams]);
  const streams = app.get(Streams);
  streams.failures = errors('first');
  const items = streams.items();
  const first = items.next();
  streams.failures = errors('first');
  const reader = streams.observable().subscribe();
  await jest.advanceTimersByTimeAsync(0);
  expect(jest.getTimerCount()).toBe(2);
  await items.return(undefined);
  reader.unsubscribe();
  expect(await first).toEqual({ done: true, value: undefined });
  // What is recorded gathers for some milliseconds.
  await jest.advanceTimersByTimeAsync(10);
  expect(jest.getTimerCount()).toBe(0);
});
