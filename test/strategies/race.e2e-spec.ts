import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Inject, Injectable } from '@nestjs/common';
import {
  AllBranchesFailedError,
  branchConfig,
  BranchContext,
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
import { outcomes } from '../support/outcomes.js';

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
