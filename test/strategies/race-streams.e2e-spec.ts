import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Observable, Subject, take } from 'rxjs';
import { Readable } from 'node:stream';
import {
  AllBranchesFailedError,
  branchConfig,
  Experiment,
} from 'nestjs-spearmint';
import { type Deferred, deferred } from '../support/deferred.js';
import {
  boot,
  type Booted,
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
  stubborn({ delta }: Delta = branchConfig()): Observable<number> {
    const source = new Subject<number>();
    this.sources.set(delta, source);
    return new Observable((subscriber) => {
      source.subscribe(subscriber);
      return () => {
        if (delta !== 5) throw new Error('no way out');
      };
    });
  }

  @Experiment({ strategy: 'race' })
  broken({ delta }: Delta = branchConfig()): AsyncIterable<number> {
    return {
      [Symbol.asyncIterator]: () => {
        if (delta !== 10) throw new Error('no iterator');
        return Readable.from([delta])[Symbol.asyncIterator]();
      },
    };
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

  it('iterables that cannot be iterated have failed, and the others go on', async () => {
    const { app, streams } = await streaming();
    const items = streams.broken()[Symbol.asyncIterator]();
    expect(await items.next()).toEqual({ done: false, value: 10 });
    expect((await items.next()).done).toBe(true);
    expect(await outcomes(app)).toEqual([
      'one failed',
      'five failed',
      'ten success',
    ]);
  });

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

  it('an observable that cannot be left without an error changes nothing for the winner', async () => {
    const { app, streams } = await streaming();
    const seen: unknown[] = [];
    streams.stubborn().subscribe({
      next: (item) => seen.push(item),
      error: (thrown: unknown) => seen.push(thrown),
      complete: () => seen.push('end'),
    });
    streams.source(5).next(5);
    streams.source(5).complete();
    expect(seen).toEqual([5, 'end']);
    expect(await outcomes(app)).toEqual([
      'one skipped config "five" was faster',
      'ten skipped config "five" was faster',
      'five success',
    ]);
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
