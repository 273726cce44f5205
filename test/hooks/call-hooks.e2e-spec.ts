import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { lastValueFrom, Observable } from 'rxjs';
import {
  AllBranchesFailedError,
  type Branch,
  branchConfig,
  Experiment,
  type ExperimentCall,
  type ExperimentEnd,
  ExperimentHook,
  type ExperimentInvocation,
  Redactor,
  Strategy,
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

class Refusing extends Strategy {
  override run(): never {
    throw new Error('refused');
  }
}

class OwnStream extends Strategy {
  override run<T>(_: ExperimentInvocation<T>): Promise<T> {
    return Promise.resolve([1, 2].values() as never);
  }
}

@Injectable()
class Streams {
  @Experiment({ strategy: new OwnStream() })
  async ofItsStrategy(config: Delta = branchConfig()): Promise<number> {
    return config.delta;
  }

  @Experiment()
  async *items(config: Delta = branchConfig()): AsyncGenerator<unknown> {
    yield scope.getStore();
    await Promise.resolve();
    yield scope.getStore();
    yield config.delta;
  }

  @Experiment()
  *steps(config: Delta = branchConfig()): Generator<unknown> {
    yield scope.getStore();
    yield config.delta;
  }

  @Experiment()
  observe(config: Delta = branchConfig()): Observable<unknown> {
    return new Observable((subscriber) => {
      subscriber.next(config.delta);
      subscriber.next(scope.getStore());
      subscriber.complete();
    });
  }

  @Experiment()
  async promised(config: Delta = branchConfig()): Promise<unknown> {
    await Promise.resolve();
    return this.plain(config.delta);
  }

  @Experiment({ strategy: 'fallback' })
  async *fallingBack(config: Delta = branchConfig()): AsyncGenerator<unknown> {
    if (config.delta === 1) throw new Error('the first one fails');
    yield scope.getStore();
  }

  @Experiment({ strategy: 'race' })
  async *racing(config: Delta = branchConfig()): AsyncGenerator<number> {
    if (config.delta > 0) throw new Error(`down at ${config.delta}`);
    yield 1;
  }

  @Experiment({ strategy: 'shadow' })
  async *shadowed(config: Delta = branchConfig()): AsyncGenerator<number> {
    inShadows.push(scope.getStore());
    yield config.delta;
  }

  private async *plain(delta: number): AsyncGenerator<unknown> {
    yield scope.getStore();
    yield delta;
  }
}

/** What a hook enters around the method. */
const scope = new AsyncLocalStorage<string>();
const inShadows: unknown[] = [];

class Watcher extends ExperimentHook {
  readonly calls = new Set<ExperimentCall>();
  readonly ends: ExperimentEnd[] = [];
  readonly seen: string[] = [];

  override beforeExperiment(call: ExperimentCall): void {
    this.note('before', call);
  }
  override aroundBranch(
    branch: Branch,
    next: () => Promise<unknown>,
    call: ExperimentCall,
  ): unknown {
    this.note('around', call);
    return scope.run(`in ${branch.configId}`, next);
  }
  override afterBranch(_: Branch, call: ExperimentCall): void {
    this.note('after branch', call);
  }
  override afterExperiment(call: ExperimentCall, end: ExperimentEnd): void {
    this.note('after', call);
    this.ends.push(end);
  }

  private note(event: string, call: ExperimentCall): void {
    this.calls.add(call);
    this.seen.push(event);
  }
}

const watched = async (options = {}) => {
  const hook = new Watcher();
  const app = await boot({ configs: pool3, hooks: [hook], ...options }, [
    Adder,
    Streams,
  ]);
  return { app, hook, adder: app.get(Adder), streams: app.get(Streams) };
};

const itemsOf = (stream: unknown): Promise<unknown[]> =>
  readAll(stream as AsyncIterable<unknown>);

describe('the end of a call', () => {
  it('comes once, after its branches, with the same call for all of them', async () => {
    const { hook, adder } = await watched();
    const before = Date.now();
    await adder.addAll(1);
    await turns();
    expect(hook.calls.size).toBe(1);
    expect(hook.seen.join(' > ')).toBe(
      'before > around > around > around > after branch > after branch > after branch > after',
    );
    const [call] = hook.calls;
    expect(call?.startedAt).toBeGreaterThan(before - 1_100);
    expect(hook.ends).toEqual([
      { status: 'success', thrown: undefined, durationMs: expect.any(Number) },
    ]);
  });

  it('tells what the caller was given to catch', async () => {
    const { hook, adder } = await watched();
    adder.failure = new TypeError('no');
    expect(await rejection(adder.add(1))).toBe(adder.failure);
    await turns();
    expect(hook.ends).toMatchObject([
      { status: 'failed', thrown: adder.failure },
    ]);
  });

  it('does not wait for shadows', async () => {
    const { app, hook, adder } = await watched();
    const gate = deferred();
    adder.gate = gate.promise;
    expect(await adder.addShadowed(1)).toBe(2);
    await turns();
    const ended = () => hook.seen.filter((note) => note.startsWith('after'));
    expect(ended()).toEqual(['after branch', 'after']);
    gate.resolve();
    await app.settle();
    await turns();
    expect(ended().slice(2)).toEqual(['after branch', 'after branch']);
    expect(hook.ends).toHaveLength(1);
    expect(hook.calls.size).toBe(1);
  });

  it('is that of the stream, where the call gives one', async () => {
    const { hook, streams } = await watched();
    const items = streams.items();
    await turns();
    expect(hook.ends).toEqual([]);
    await itemsOf(items);
    await turns();
    expect(hook.ends).toMatchObject([{ status: 'success' }]);
  });

  it('is that of the last stream, where one takes the place of another', async () => {
    const { hook, streams } = await watched();
    expect(await itemsOf(streams.fallingBack())).toEqual(['in five']);
    await turns();
    expect(hook.ends).toMatchObject([{ status: 'success' }]);
  });

  it('tells what reading a race gave to catch, where all its streams failed', async () => {
    const { hook, streams } = await watched();
    const thrown = await rejection(itemsOf(streams.racing()));
    await turns();
    expect(thrown).toBeInstanceOf(AllBranchesFailedError);
    expect(hook.ends).toMatchObject([{ status: 'failed', thrown }]);
  });

  it('comes at once for a stream that belongs to no branch', async () => {
    const { hook, streams } = await watched();
    await streams.ofItsStrategy();
    await turns();
    expect(hook.ends).toMatchObject([{ status: 'success' }]);
  });

  it('comes for a strategy that throws, whose call runs under the first config', async () => {
    const { app, hook, adder } = await watched();
    await app.runner.run(adder, 'add', [1], { strategy: new Refusing() });
    await turns();
    expect(hook.ends).toMatchObject([{ status: 'success' }]);
  });
});

describe('an AsyncLocalStorage that a hook enters', () => {
  it.each([
    ['an async generator', 'items', ['in one', 'in one', 1]],
    ['a generator', 'steps', ['in one', 1]],
    ['a promised generator', 'promised', ['in one', 1]],
  ] as const)('is seen by each step of %s', async (_, method, expected) => {
    const { streams } = await watched();
    const stream = await streams[method]();
    expect(await scope.run('of the caller', () => itemsOf(stream))).toEqual(
      expected,
    );
  });

  it('is seen by the source of an Observable', async () => {
    const { streams } = await watched();
    const observed = streams.observe();
    expect(
      await scope.run('of the caller', () => lastValueFrom(observed)),
    ).toBe('in one');
  });

  it('is seen by a stream that a shadow reads', async () => {
    inShadows.length = 0;
    const { app, streams } = await watched();
    await itemsOf(streams.shadowed());
    await app.settle();
    expect(inShadows.sort()).toEqual(['in five', 'in one', 'in ten']);
  });
});

describe('a hook that is idle', () => {
  class Sleeper extends Watcher {
    idle = true;
    override isIdle(): boolean {
      return this.idle;
    }
  }

  it('is not called, until it is idle no more', async () => {
    const sleeper = new Sleeper();
    const app = await boot({ configs: pool3, hooks: [sleeper] }, [Adder]);
    expect(await app.get(Adder).add(1)).toBe(2);
    await turns();
    expect(sleeper.seen).toEqual([]);
    sleeper.idle = false;
    expect(await app.get(Adder).add(1)).toBe(2);
    await turns();
    expect(sleeper.seen).toEqual(['before', 'around', 'after branch', 'after']);
  });

  it('is called beside one that is not', async () => {
    const sleeper = new Sleeper();
    const { app } = await watched({ hooks: [sleeper, new Watcher()] });
    await app.get(Adder).add(1);
    expect(sleeper.seen).toEqual(['before', 'around']);
  });

  it('counts as awake when its answer cannot be had', async () => {
    class Torn extends Sleeper {
      override isIdle(): boolean {
        throw new Error('unknown');
      }
    }
    const torn = new Torn();
    const app = await boot({ configs: pool3, hooks: [torn] }, [Adder]);
    expect(await app.get(Adder).add(1)).toBe(2);
    expect(torn.seen).toEqual(['before', 'around']);
  });
});

describe('Redactor', () => {
  it('gives hooks what records hold, without input and output', async () => {
    const { app, hook, adder } = await watched({
      configs: [{ $id: 'one', delta: 1, apiKey: 'k-123456789' }],
      redact: ['**.delta'],
      capture: { args: 'full' },
    });
    adder.failure = new Error('the key k-123456789, password=hunter2');
    const branches: Branch[] = [];
    hook.afterBranch = (branch) => void branches.push(branch);
    await rejection(adder.add(1));
    await turns();
    const redactor = app.module.get(Redactor);
    const outline = redactor.recordOf(branches[0] as Branch);
    await app.settle();
    const record = app.logger.records[0];
    expect(JSON.stringify(outline)).not.toMatch(/k-123456789|hunter2/);
    expect(outline).toEqual({ ...record, args: undefined });
    expect(redactor.errorOf(adder.failure)).toEqual(outline.error);
    expect(redactor.text('token=abc k-123456789')).toBe(
      'token=[redacted] [redacted]',
    );
  });
});
