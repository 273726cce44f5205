import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { defer, Observable, of, throwError } from 'rxjs';
import {
  branchConfig,
  BranchTimeoutError,
  Experiment,
  type ExperimentInvocation,
  FallbackStrategy,
  Strategy,
} from 'nestjs-spearmint';
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
import { type Deferred, deferred } from '../support/deferred.js';
import { readAll } from '../support/read-all.js';

afterEach(async () => {
  jest.useRealTimers();
  await closeAll();
});

@Injectable()
class Service {
  readonly failures = new Map<number, unknown>();
  readonly ran: number[] = [];
  /** What the second config and further ones wait for. */
  gate: Deferred<void> | undefined;

  @Experiment({ strategy: 'fallback' })
  async ask(x: number, config: Delta = branchConfig()): Promise<number> {
    return this.answer(x, config);
  }

  @Experiment({ strategy: 'fallback' })
  askNow(x: number, config: Delta = branchConfig()): number {
    return this.answer(x, config);
  }

  @Experiment({
    strategy: new FallbackStrategy({
      on: (error) => !(error instanceof TypeError),
    }),
  })
  async askPicky(x: number, config: Delta = branchConfig()): Promise<number> {
    return this.answer(x, config);
  }

  @Experiment({ strategy: 'fallback', timeoutMs: 100 })
  async askLimited(x: number, config: Delta = branchConfig()): Promise<number> {
    if (config.delta === 1) await new Promise(() => undefined);
    return this.answer(x, config);
  }

  @Experiment({ strategy: 'fallback' })
  async *items(config: Delta = branchConfig()): AsyncGenerator<number> {
    yield this.answer(0, config);
    if (this.failures.has(-1)) throw this.failures.get(-1);
    yield 99;
  }

  @Experiment({ strategy: 'fallback' })
  async promised(
    config: Delta = branchConfig(),
  ): Promise<AsyncIterable<number>> {
    return this.list(config);
  }

  @Experiment({ strategy: 'fallback' })
  observable(config: Delta = branchConfig()): Observable<number> {
    return this.failures.has(config.delta)
      ? throwError(() => this.failures.get(config.delta))
      : of(config.delta, 99);
  }

  @Experiment({ strategy: 'fallback' })
  async slow(config: Delta = branchConfig()): Promise<AsyncIterable<number>> {
    if (config.delta > 1) await this.gate?.promise;
    return this.list(config);
  }

  @Experiment({ strategy: 'fallback' })
  async slowObservable(
    config: Delta = branchConfig(),
  ): Promise<Observable<number>> {
    if (config.delta > 1) await this.gate?.promise;
    return defer(() => of(this.answer(0, config)));
  }

  private async *list(config: Delta): AsyncGenerator<number> {
    yield this.answer(0, config);
    yield 99;
  }

  private answer(x: number, { delta }: Delta): number {
    this.ran.push(delta);
    if (this.failures.has(delta)) throw this.failures.get(delta);
    return x + delta;
  }
}

async function booted(): Promise<{ app: Booted; service: Service }> {
  const app = await boot({ configs: pool3 }, [Service]);
  return { app, service: app.get(Service) };
}

async function outcomes(app: Booted): Promise<string[]> {
  await app.settle();
  return app.logger.branches.map(
    ({ configId, role, status }) => `${configId} ${role} ${status}`,
  );
}

describe('fallback', () => {
  it.each(['ask', 'askNow'] as const)(
    'gives the first config, and where it fails the next (%s)',
    async (method) => {
      const { app, service } = await booted();
      expect(await service[method](10)).toBe(11);
      service.failures.set(1, new Error('down')).set(5, new Error('down'));
      expect(await service[method](10)).toBe(20);
      expect(await outcomes(app)).toEqual([
        'one primary success',
        'one primary failed',
        'five variant failed',
        'ten variant success',
      ]);
    },
  );

  it('rejects with the very error of the last one when all fail', async () => {
    const { service } = await booted();
    const last = new Error('down, too');
    service.failures.set(1, new Error('down')).set(5, 'down').set(10, last);
    expect(await rejection(service.ask(10))).toBe(last);
  });

  it('goes on for the errors that it is for', async () => {
    const { service } = await booted();
    const bug = new TypeError('x is undefined');
    service.failures.set(1, new Error('down')).set(5, bug);
    expect(await rejection(service.askPicky(10))).toBe(bug);
    expect(service.ran).toEqual([1, 5]);
  });

  it('rejects with the error of the method when its predicate throws, said once', async () => {
    @Injectable()
    class Broken {
      @Experiment({
        strategy: new FallbackStrategy({
          on: () => {
            throw new TypeError('no status');
          },
        }),
      })
      async run(config: Delta = branchConfig()): Promise<number> {
        throw new Error(`down at ${config.delta}`);
      }
    }
    const app = await boot({ configs: pool3 }, [Broken]);
    for (let i = 0; i < 2; i++) {
      expect(await rejection(app.get(Broken).run())).toEqual(
        new Error('down at 1'),
      );
    }
    expect(app.said.warnings).toEqual([
      expect.stringMatching(
        /The strategy FallbackStrategy of "Broken\.run" failed by its own fault \(TypeError: no status\)/,
      ),
    ]);
  });

  it('a branch that takes too long has failed', async () => {
    const { app, service } = await booted();
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
    const result = service.askLimited(10);
    await jest.advanceTimersByTimeAsync(100);
    expect(await result).toBe(15);
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
    await app.settle();
    expect(app.logger.branches[0]?.error?.type).toBe(BranchTimeoutError.name);
  });

  it('runs nothing for a caller that has given up', async () => {
    const { app, service } = await booted();
    const caller = new AbortController();
    const left = new Error('left');
    service.failures.set(1, new Error('down'));
    const thrown = rejection(
      app.runner.run(service, 'ask', [10], { signal: caller.signal }),
    );
    caller.abort(left);
    expect(await thrown).toBe(left);
    expect(service.ran).not.toContain(5);
  });

  it.each(['items', 'promised', 'observable'] as const)(
    'a stream goes on under the next config as long as it has given nothing (%s)',
    async (method) => {
      const { app, service } = await booted();
      service.failures.set(1, new Error('down')).set(5, new Error('down'));
      const stream = await service[method]();
      const items = await readAll<number>(stream);
      expect(items).toEqual([10, 99]);
      expect(await outcomes(app)).toEqual([
        'one primary failed',
        'five variant failed',
        'ten variant success',
      ]);
    },
  );

  it('a stream that has given an item fails as it does', async () => {
    const { app, service } = await booted();
    const cut = new Error('cut off');
    service.failures.set(-1, cut);
    const seen: number[] = [];
    const reading = (async () => {
      for await (const item of service.items()) seen.push(item);
    })();
    expect(await rejection(reading)).toBe(cut);
    expect(seen).toEqual([1]);
    expect(await outcomes(app)).toEqual(['one primary failed']);
  });

  it('closes what comes when the reader of an iterable has left', async () => {
    const { app, service } = await booted();
    service.failures.set(1, new Error('down'));
    service.gate = deferred();
    const items = (await service.slow())[Symbol.asyncIterator]();
    const first = items.next();
    await turns();
    await items.return?.(undefined);
    service.gate.resolve();
    expect(await first).toEqual({ done: true, value: undefined });
    expect(await outcomes(app)).toEqual([
      'one primary failed',
      'five variant skipped',
    ]);
  });

  it('leaves what comes when the reader of an observable has left', async () => {
    const { app, service } = await booted();
    service.failures.set(1, new Error('down'));
    service.gate = deferred();
    const reader = (await service.slowObservable()).subscribe();
    await turns();
    reader.unsubscribe();
    service.gate.resolve();
    await turns();
    expect(await outcomes(app)).toEqual([
      'one primary failed',
      'five variant skipped',
    ]);
    expect(app.logger.branches[1]?.reason).toBe(
      'the caller left before it gave anything',
    );
  });

  it('is on the contract: a strategy of your own can race some and fall back on others', async () => {
    class RaceThenLast extends Strategy {
      async run<T>(invocation: ExperimentInvocation<T>): Promise<T> {
        const [first, second, last] = invocation.configs;
        try {
          return await invocation.race([first, second]);
        } catch {
          return invocation.inTurn([last]);
        }
      }
    }
    const app = await boot({ configs: pool3, strategies: [RaceThenLast] }, [
      Service,
    ]);
    const service = app.get(Service);
    service.failures.set(1, new Error('down')).set(5, new Error('down'));
    const { output } = await app.runner.run(service, 'ask', [10], {
      strategy: 'race-then-last',
    });
    expect(output).toBe(20);
    expect(app.said.warnings).toEqual([]);
  });

  it('fails the boot with an option that makes no sense', async () => {
    @Injectable()
    class Wrong {
      @Experiment({ strategy: new FallbackStrategy({ on: 'error' as never }) })
      async run(config: Delta = branchConfig()): Promise<number> {
        return config.delta;
      }
    }
    expect((await bootError({ configs: pool3 }, [Wrong])).message).toMatch(
      /"Wrong\.run" has an "on" that is no function/,
    );
  });
});
