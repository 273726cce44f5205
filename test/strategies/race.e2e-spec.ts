import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Inject, Injectable } from '@nestjs/common';
import { Observable, Subject, take } from 'rxjs';
import { Readable } from 'node:stream';
import {
  AllBranchesFailedError,
  branchConfig,
  BranchContext,
  type BranchRecord,
  BranchTimeoutError,
  Experiment,
  type ExperimentInvocation,
  RaceStrategy,
  Strategy,
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
  jest.useRealTimers();
  await closeAll();
});

/** Ends when a test says so, and notes what was started and aborted. */
@Injectable()
class Racer {
  readonly runs = new Map<number, Deferred<unknown>>();
  readonly aborted: number[] = [];

  constructor(@Inject(BranchContext) private readonly context: BranchContext) {}

  @Experiment({ strategy: 'race' })
  run(config: Delta = branchConfig()): Promise<unknown> {
    return this.start(config);
  }

  @Experiment({ strategy: new RaceStrategy({ concurrency: 2 }) })
  runTwo(config: Delta = branchConfig()): Promise<unknown> {
    return this.start(config);
  }

  @Experiment({ strategy: new RaceStrategy({ staggerMs: 100 }) })
  runHedged(config: Delta = branchConfig()): Promise<unknown> {
    return this.start(config);
  }

  @Experiment({ strategy: 'race', timeoutMs: 100 })
  runLimited(config: Delta = branchConfig()): Promise<unknown> {
    return this.start(config);
  }

  @Experiment({ strategy: 'race' })
  compute(config: Delta = branchConfig()): number {
    if (config.delta < 5) throw new Error('too small');
    return config.delta;
  }

  end(delta: number): Deferred<unknown> {
    const run = this.runs.get(delta);
    if (run === undefined) throw new Error(`${delta} has not started`);
    return run;
  }

  private start({ delta }: Delta): Promise<unknown> {
    const run = deferred<unknown>();
    this.runs.set(delta, run);
    this.context.signal.addEventListener('abort', () =>
      this.aborted.push(delta),
    );
    return run.promise;
  }
}

async function racing(): Promise<{ app: Booted; racer: Racer }> {
  const app = await boot({ configs: pool3 }, [Racer]);
  return { app, racer: app.get(Racer) };
}

async function outcomes(app: Booted): Promise<string[]> {
  await app.settle();
  return app.logger.branches.map(({ configId, status, reason }: BranchRecord) =>
    [configId, status, reason].filter(Boolean).join(' '),
  );
}

describe('race', () => {
  it('gives the first success; the others are aborted and recorded as skipped', async () => {
    const { app, racer } = await racing();
    const result = racer.run();
    expect([...racer.runs.keys()]).toEqual([1, 5, 10]);
    racer.end(5).resolve('second config');
    expect(await result).toBe('second config');
    expect(racer.aborted).toEqual([1, 10]);
    racer.end(1).resolve('too late');
    racer.end(10).reject(new Error('too late as well'));
    await turns();
    expect(await outcomes(app)).toEqual([
      'one skipped config "five" was faster',
      'ten skipped config "five" was faster',
      'five success',
    ]);
  });

  it('a failure is no win', async () => {
    const { app, racer } = await racing();
    const result = racer.run();
    racer.end(1).reject(new Error('down'));
    await turns();
    racer.end(10).resolve('third config');
    expect(await result).toBe('third config');
    expect(await outcomes(app)).toEqual([
      'one failed',
      'five skipped config "ten" was faster',
      'ten success',
    ]);
  });

  it('rejects when all fail, with what each threw', async () => {
    const { app, racer } = await racing();
    const thrown = rejection(racer.run());
    const errors = [10, 1, 5].map((delta) => new Error(`down at ${delta}`));
    racer.end(10).reject(errors[0]);
    racer.end(1).reject(errors[1]);
    racer.end(5).reject(errors[2]);
    const error = (await thrown) as AllBranchesFailedError;
    expect(error).toBeInstanceOf(AllBranchesFailedError);
    expect(error.errors).toEqual([errors[1], errors[2], errors[0]]);
    expect(await outcomes(app)).toHaveLength(3);
  });

  it('takes methods that return or throw at once', async () => {
    const { app, racer } = await racing();
    expect(await racer.compute()).toBe(5);
    expect(await outcomes(app)).toEqual([
      'one failed',
      'ten skipped config "five" was faster',
      'five success',
    ]);
  });

  it('runs so many at a time; one that fails makes room, and what never ran is recorded', async () => {
    const { app, racer } = await racing();
    const result = racer.runTwo();
    expect([...racer.runs.keys()]).toEqual([1, 5]);
    racer.end(5).reject(new Error('down'));
    await turns();
    expect([...racer.runs.keys()]).toEqual([1, 5, 10]);
    racer.end(1).resolve(1);
    expect(await result).toBe(1);
    const second = racer.runTwo();
    racer.end(1).resolve(1);
    await second;
    expect(await outcomes(app)).toEqual([
      'five failed',
      'ten skipped config "one" was faster',
      'one success',
      'five skipped config "one" was faster',
      'ten skipped config "one" was faster',
      'one success',
    ]);
  });

  it('hedges: the next config starts when the one before it is slow, or fails', async () => {
    const { racer } = await racing();
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    const result = racer.runHedged();
    expect([...racer.runs.keys()]).toEqual([1]);
    await jest.advanceTimersByTimeAsync(99);
    expect(racer.runs.size).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect([...racer.runs.keys()]).toEqual([1, 5]);
    racer.end(5).reject(new Error('down'));
    await jest.advanceTimersByTimeAsync(0);
    expect([...racer.runs.keys()]).toEqual([1, 5, 10]);
    racer.end(1).resolve('slow but sure');
    expect(await result).toBe('slow but sure');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('a quick first config is the only one that runs', async () => {
    const { app, racer } = await racing();
    const result = racer.runHedged();
    racer.end(1).resolve(1);
    expect(await result).toBe(1);
    expect([...racer.runs.keys()]).toEqual([1]);
    expect(await outcomes(app)).toEqual([
      'five skipped config "one" was faster',
      'ten skipped config "one" was faster',
      'one success',
    ]);
  });

  it('a branch that takes too long has failed', async () => {
    const { app, racer } = await racing();
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    const thrown = rejection(racer.runLimited());
    await jest.advanceTimersByTimeAsync(100);
    const { errors } = (await thrown) as AllBranchesFailedError;
    expect(errors).toHaveLength(3);
    expect(errors[0]).toBeInstanceOf(BranchTimeoutError);
    jest.useRealTimers();
    expect(await outcomes(app)).toEqual([
      'one failed',
      'five failed',
      'ten failed',
    ]);
  });

  it('leaves no timer behind when one wins in time', async () => {
    const { racer } = await racing();
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    const result = racer.runLimited();
    racer.end(10).resolve(10);
    expect(await result).toBe(10);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends when its caller gives up, with the reason of the caller', async () => {
    const { app, racer } = await racing();
    const caller = new AbortController();
    const thrown = rejection(
      app.runner.run(racer, 'runTwo', [], { signal: caller.signal }),
    );
    await turns();
    const left = new Error('left');
    caller.abort(left);
    expect(await thrown).toBe(left);
    expect([...racer.runs.keys()]).toEqual([1, 5]);
    expect((await outcomes(app)).sort()).toEqual([
      'five skipped the call was aborted',
      'one failed',
      'ten skipped the call was aborted',
    ]);
  });

  it('gives its branches to the runner', async () => {
    const { app, racer } = await racing();
    const run = app.runner.run(racer, 'run', []);
    await turns();
    racer.end(10).resolve('x');
    const { output, branches } = await run;
    expect(output).toBe('x');
    expect(Array.from(branches, ({ status }) => status)).toEqual([
      'skipped',
      'skipped',
      'success',
    ]);
  });

  it('races inside of other branches, linked to them', async () => {
    @Injectable()
    class Outer {
      constructor(@Inject(Racer) private readonly racer: Racer) {}
      @Experiment()
      async run(config: Delta = branchConfig()): Promise<unknown> {
        return [config.delta, await this.racer.compute()];
      }
    }
    const app = await boot({ configs: pool3 }, [Racer, Outer]);
    expect(await app.get(Outer).run()).toEqual([1, 5]);
    await app.settle();
    const outer = app.logger.branches.find(
      ({ experiment }) => experiment === 'Outer.run',
    );
    const inner = app.logger.branches.filter(
      ({ experiment }) => experiment === 'Racer.compute',
    );
    expect(inner.map(({ parentId }) => parentId)).toEqual([
      outer?.id,
      outer?.id,
      outer?.id,
    ]);
  });

  it('goes through thousands of configs that throw at once', async () => {
    const { app, racer } = await racing();
    const configs = Array.from({ length: 5_000 }, (_, i) => ({
      $id: `c${i}`,
      delta: -i,
    }));
    const thrown = await rejection(
      app.runner.run(racer, 'compute', [], {
        configs,
        strategy: new RaceStrategy({ concurrency: 1, staggerMs: 60_000 }),
      }),
    );
    expect((thrown as AllBranchesFailedError).errors).toHaveLength(5_000);
  });

  it('starts no further config for a request that is over', async () => {
    @Injectable()
    class Outer {
      constructor(@Inject(Racer) private readonly racer: Racer) {}
      @Experiment({ timeoutMs: 150 })
      run(_config: Delta = branchConfig()): Promise<unknown> {
        return this.racer.runHedged();
      }
    }
    const app = await boot({ configs: pool3 }, [Racer, Outer]);
    const racer = app.get(Racer);
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    const thrown = rejection(app.get(Outer).run());
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await thrown).toBeInstanceOf(BranchTimeoutError);
    expect([...racer.runs.keys()]).toEqual([1, 5]);
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
    racer.end(1).reject(new Error('stopped'));
    await turns();
    expect((await outcomes(app)).sort()).toEqual([
      'five skipped the call was aborted',
      'one failed',
      'one failed',
      'ten skipped the call was aborted',
    ]);
  });

  it('ends also for a strategy of your own that asks for none at a time', async () => {
    class Own extends Strategy {
      run<T>(invocation: ExperimentInvocation<T>): Promise<T> {
        return invocation.race(invocation.configs, { concurrency: 0 });
      }
    }
    const { app, racer } = await racing();
    const { output } = await app.runner.run(racer, 'compute', [], {
      strategy: new Own(),
    });
    expect(output).toBe(5);
  });

  it('fails the boot with options that make no sense', async () => {
    @Injectable()
    class Wrong {
      @Experiment({
        strategy: new RaceStrategy({ concurrency: 0, staggerMs: -1 }),
      })
      async run(config: Delta = branchConfig()): Promise<number> {
        return config.delta;
      }
    }
    expect((await bootError({ configs: pool3 }, [Wrong])).message).toMatch(
      /"Wrong\.run" has the concurrency 0;.*; and has the staggerMs -1;/,
    );
  });
});

@Injectable()
class Streams {
  readonly sources = new Map<number, Subject<number>>();
  readonly gates = new Map<number, Deferred<void>>();
  readonly closed: number[] = [];

  @Experiment({ strategy: 'race' })
  async *items({ delta }: Delta = branchConfig()): AsyncGenerator<number> {
    const gate = deferred<void>();
    this.gates.set(delta, gate);
    try {
      await gate.promise;
      yield delta;
      yield delta + 1;
    } finally {
      this.closed.push(delta);
    }
  }

  @Experiment({ strategy: 'race' })
  observable({ delta }: Delta = branchConfig()): Observable<number> {
    const source = new Subject<number>();
    this.sources.set(delta, source);
    return source;
  }

  @Experiment({ strategy: 'race' })
  endless({ delta }: Delta = branchConfig()): Observable<number> {
    return new Observable((subscriber) => {
      while (!subscriber.closed) subscriber.next(delta);
    });
  }

  @Experiment({ strategy: 'race' })
  native({ delta }: Delta = branchConfig()): Readable {
    return Readable.from([String(delta)]);
  }

  @Experiment({ strategy: 'race' })
  async promised(
    { delta }: Delta = branchConfig(),
  ): Promise<AsyncIterable<number>> {
    if (delta === 1) await new Promise(() => undefined);
    return (async function* () {
      yield delta;
    })();
  }

  source(delta: number): Subject<number> {
    return this.sources.get(delta) as Subject<number>;
  }
}

describe('race of streams', () => {
  const streaming = async (): Promise<{ app: Booted; streams: Streams }> => {
    const app = await boot({ configs: pool3 }, [Streams]);
    return { app, streams: app.get(Streams) };
  };

  it('the iterable with the first item wins, and the others are closed', async () => {
    const { app, streams } = await streaming();
    const items = streams.items();
    const first = items.next();
    await turns();
    streams.gates.get(10)?.resolve();
    expect(await first).toEqual({ done: false, value: 10 });
    streams.gates.get(1)?.resolve();
    streams.gates.get(5)?.resolve();
    expect(await items.next()).toEqual({ done: false, value: 11 });
    expect((await items.next()).done).toBe(true);
    await turns();
    expect(streams.closed.sort()).toEqual([1, 10, 5]);
    expect(await outcomes(app)).toEqual([
      'one skipped config "ten" was faster',
      'five skipped config "ten" was faster',
      'ten success',
    ]);
  });

  it('an iterable that fails before its first item has not won; when all do, reading rejects', async () => {
    const { app, streams } = await streaming();
    const items = streams.items();
    const first = rejection(items.next());
    await turns();
    for (const gate of streams.gates.values()) gate.reject(new Error('down'));
    expect(await first).toBeInstanceOf(AllBranchesFailedError);
    expect(await outcomes(app)).toEqual([
      'one failed',
      'five failed',
      'ten failed',
    ]);
  });

  it('an iterable that nobody reads any more is closed', async () => {
    const { app, streams } = await streaming();
    const items = streams.items();
    await items.return(undefined);
    expect((await items.next()).done).toBe(true);
    expect((await outcomes(app)).map((line) => line.split(' ')[1])).toEqual([
      'skipped',
      'skipped',
      'skipped',
    ]);
  });

  it('the observable with the first item wins, and the others are left', async () => {
    const { app, streams } = await streaming();
    const seen: number[] = [];
    const subscription = streams.observable().subscribe({
      next: (item) => seen.push(item),
      complete: () => seen.push(-1),
    });
    streams.source(1).error(new Error('down'));
    streams.source(5).next(5);
    expect(streams.source(10).observed).toBe(false);
    streams.source(5).next(6);
    streams.source(5).complete();
    expect(seen).toEqual([5, 6, -1]);
    expect(subscription.closed).toBe(true);
    expect(await outcomes(app)).toEqual([
      'one failed',
      'ten skipped config "five" was faster',
      'five success',
    ]);
  });

  it('an observable whose reader leaves is left by all', async () => {
    const { app, streams } = await streaming();
    const subscription = streams.observable().subscribe();
    subscription.unsubscribe();
    expect([1, 5, 10].map((delta) => streams.source(delta).observed)).toEqual([
      false,
      false,
      false,
    ]);
    expect((await outcomes(app)).map((line) => line.split(' ')[1])).toEqual([
      'skipped',
      'skipped',
      'skipped',
    ]);
  });

  it('an observable gives later readers the winner, and nothing where there is none', async () => {
    const { streams } = await streaming();
    const seen: unknown[] = [];
    const stream = streams.observable();
    const first = stream.subscribe();
    stream.subscribe((item) => seen.push(item));
    streams.source(5).next(5);
    streams.source(5).next(6);
    streams.source(10).next(10);
    expect(seen).toEqual([6]);
    first.unsubscribe();

    const left = streams.observable();
    const reader = left.subscribe();
    left.subscribe({ complete: () => seen.push('end') });
    reader.unsubscribe();
    expect(seen).toEqual([6, 'end']);
  });

  it('an observable of which all fail tells every reader', async () => {
    const { streams } = await streaming();
    const stream = streams.observable();
    const errors: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      stream.subscribe({ error: (thrown: unknown) => errors.push(thrown) });
    }
    for (const delta of [1, 5, 10]) {
      streams.source(delta).error(new Error('down'));
    }
    expect(errors[0]).toBeInstanceOf(AllBranchesFailedError);
    expect(errors[1]).toBe(errors[0]);
  });

  it('an observable that never pauses sees its reader leave', async () => {
    const { streams } = await streaming();
    const seen: number[] = [];
    streams
      .endless()
      .pipe(take(2))
      .subscribe((item) => seen.push(item));
    expect(seen).toEqual([1, 1]);
  });

  it('a promised stream wins when it is there', async () => {
    const { streams } = await streaming();
    const seen: number[] = [];
    for await (const item of await streams.promised()) seen.push(item);
    expect(seen).toEqual([5]);
  });

  it('a Node stream that is given at once has won', async () => {
    const { app, streams } = await streaming();
    const chunks: string[] = [];
    for await (const chunk of streams.native()) chunks.push(String(chunk));
    expect(chunks).toEqual(['1']);
    expect(await outcomes(app)).toEqual([
      'five skipped config "one" gave its stream at once',
      'ten skipped config "one" gave its stream at once',
      'one success',
    ]);
  });
});
