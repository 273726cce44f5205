import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  type Branch,
  branchConfig,
  BranchContext,
  BranchTimeoutError,
  Experiment,
  ExperimentRunner,
} from 'nestjs-spearmint';
import { concatMap, Observable, take, tap } from 'rxjs';
import {
  boot,
  closeAll,
  type Delta,
  pool3,
  rejection,
  turns,
} from '../support/boot.js';
import { returning } from '../support/returning.js';
import { deferred } from '../support/deferred.js';

afterEach(closeAll);

function* upTo(last: number): Generator<number, string, unknown> {
  for (let i = 0; i < last; i++) yield i;
  return 'done';
}

describe('a generator that yields at once', () => {
  it('reaches the caller as one; the branch ends with it, its output is a count', async () => {
    const { app, service, recorded } = await returning(() => upTo(3));
    const result = service.give();
    expect(result.next()).toEqual({ done: false, value: 0 });
    await app.settle();
    expect(app.logger.branches).toHaveLength(0);
    expect([...result]).toEqual([1, 2]);
    expect(await recorded()).toEqual([['success', 3]]);
  });

  it('keeps its return value and what is sent into it', async () => {
    const { service, recorded } = await returning(function* (): Generator<
      string,
      string,
      string
    > {
      return `got ${yield 'ready'}`;
    });
    const result = service.give();
    expect(result.next()).toEqual({ done: false, value: 'ready' });
    expect(result.next('a word')).toEqual({ done: true, value: 'got a word' });
    expect(await recorded()).toEqual([['success', 1]]);
  });

  it('sees its branch at every step, and its caller does not', async () => {
    const { app, service } = await returning(
      function* (_delta, context): Generator<unknown> {
        yield context.current?.configId;
        yield context.config<Delta>().delta;
        yield branchConfig<Delta>().delta;
      },
    );
    const outside = app.get(BranchContext);
    const seen: unknown[] = [];
    for (const item of service.give()) {
      seen.push(item);
      expect(outside.current).toBeUndefined();
    }
    expect(seen).toEqual(['one', 1, 1]);
  });

  it('that throws: the very error reaches the caller, the branch has failed', async () => {
    const failure = new Error('no more');
    const { service, recorded } = await returning(
      function* (): Generator<number> {
        yield 1;
        throw failure;
      },
    );
    expect(await rejection((async () => [...service.give()])())).toBe(failure);
    expect(await recorded()).toEqual([['failed', undefined]]);
  });

  it('that is left early: its finally runs, the branch has succeeded with what was read', async () => {
    let hasCleaned = false;
    const { service, recorded } = await returning(
      function* (): Generator<number> {
        try {
          yield 1;
          yield 2;
        } finally {
          hasCleaned = true;
        }
      },
    );
    for (const item of service.give()) {
      expect(item).toBe(1);
      break;
    }
    expect(hasCleaned).toBe(true);
    expect(await recorded()).toEqual([['success', 1]]);
  });

  it('makes no item that nobody asks for', async () => {
    let made = 0;
    const { service } = await returning(function* (): Generator<number> {
      for (;;) yield ++made;
    });
    const result = service.give();
    expect(made).toBe(0);
    result.next();
    result.next();
    expect(made).toBe(2);
    result.return(undefined);
  });

  it('of an experiment inside of another one ends both branches', async () => {
    @Injectable()
    class Inner {
      @Experiment({ name: 'inner' })
      *items({ delta }: Delta = branchConfig()): Generator<number> {
        yield delta;
      }
    }
    @Injectable()
    class Outer {
      constructor(private readonly inner: Inner) {}
      @Experiment({ name: 'outer' })
      items(_config: Delta = branchConfig()): Generator<number> {
        return this.inner.items();
      }
    }
    const app = await boot({ configs: pool3 }, [Inner, Outer]);
    expect([...app.get(Outer).items()]).toEqual([1]);
    await app.settle();
    expect(
      app.logger.branches.map(({ experiment, output }) => [experiment, output]),
    ).toEqual([
      ['inner', 1],
      ['outer', 1],
    ]);
  });

  it.each([
    ['in a fan-out', 'multi-branch'],
    ['in shadows', 'shadow'],
  ])('is read to its end %s', async (_, strategy) => {
    const { app, service } = await returning((delta) => upTo(delta), strategy);
    const given = await service.give();
    if (strategy === 'shadow') expect([...given]).toEqual([0]);
    await app.settle();
    const outputs = app.logger.branches.map(({ configId, output }) => [
      configId,
      output,
    ]);
    expect(new Map(outputs as [string, number][])).toEqual(
      new Map([
        ['one', 1],
        ['five', 5],
        ['ten', 10],
      ]),
    );
  });

  it('whose time is over gives no more, and its finally runs', async () => {
    let hasCleaned = false;
    const { service, recorded } = await returning(
      function* (): Generator<number> {
        try {
          for (;;) yield 1;
        } finally {
          hasCleaned = true;
        }
      },
      'single',
      10,
    );
    const result = service.give();
    result.next();
    const isOver = async (): Promise<void> => {
      for (;;) {
        await turns(1);
        result.next();
      }
    };
    expect(await rejection(isOver())).toBeInstanceOf(BranchTimeoutError);
    expect(hasCleaned).toBe(true);
    expect(await recorded()).toEqual([['failed', undefined]]);
  });

  it('other iterables are values', async () => {
    const { service, recorded } = await returning(() => new Map([['a', 1]]));
    expect(await service.give()).toEqual(new Map([['a', 1]]));
    expect(await recorded()).toEqual([['success', new Map([['a', 1]])]]);
  });
});

describe('back-pressure', () => {
  it('an async generator makes no item that nobody asks for', async () => {
    let made = 0;
    const { service } = await returning(
      async function* (): AsyncGenerator<number> {
        for (;;) yield ++made;
      },
    );
    const result = service.give();
    await turns();
    expect(made).toBe(0);
    await result.next();
    await turns();
    expect(made).toBe(1);
    await result.return(undefined);
  });

  it('a Readable stops at its high-water mark', async () => {
    let made = 0;
    const { service } = await returning(
      () =>
        new Readable({
          objectMode: true,
          highWaterMark: 2,
          read() {
            this.push(++made);
          },
        }),
    );
    const readable = service.give();
    readable.read(0);
    await turns();
    expect(made).toBe(2);
    readable.destroy();
  });

  it('a web stream asks its source for what its reader takes', async () => {
    let pulls = 0;
    const { service, recorded } = await returning(
      () =>
        new ReadableStream<number>(
          { pull: (controller) => controller.enqueue(++pulls) },
          { highWaterMark: 0 },
        ),
    );
    const reader = service.give().getReader();
    await turns();
    expect(pulls).toBe(0);
    expect((await reader.read()).value).toBe(1);
    await turns();
    expect(pulls).toBe(1);
    await reader.cancel();
    await turns();
    expect(await recorded()).toEqual([['success', undefined]]);
  });

  it('an Observable that waits for its subscriber is not hurried', async () => {
    const gate = deferred();
    let made = 0;
    const { service } = await returning(() =>
      new Observable<number>((subscriber) => {
        subscriber.next(1);
        subscriber.next(2);
      }).pipe(
        concatMap(async (item) => {
          if (item === 2) await gate.promise;
          return item;
        }),
        tap(() => made++),
      ),
    );
    const subscription = service.give().subscribe();
    await turns();
    expect(made).toBe(1);
    gate.resolve();
    await turns();
    expect(made).toBe(2);
    subscription.unsubscribe();
  });
});

describe('cancellation', () => {
  it('of a web stream reaches its source; the branch has succeeded', async () => {
    const cancelled = deferred<unknown>();
    const { service, recorded } = await returning(
      () => new ReadableStream({ cancel: (why) => cancelled.resolve(why) }),
    );
    await service.give().cancel('enough');
    expect(await cancelled.promise).toBe('enough');
    await turns();
    expect(await recorded()).toEqual([['success', undefined]]);
  });

  it('of an Observable tears its source down', async () => {
    let open = 0;
    const { service, recorded } = await returning(
      () =>
        new Observable<number>((subscriber) => {
          open++;
          subscriber.next(1);
          return () => open--;
        }),
    );
    service.give().pipe(take(1)).subscribe();
    expect(open).toBe(0);
    expect(await recorded()).toEqual([['success', 1]]);
  });

  it('by the signal of a run closes an async generator that waits for its reader', async () => {
    const closed = deferred();
    const { app, service, recorded } = await returning(
      async function* (): AsyncGenerator<number> {
        try {
          for (;;) yield 1;
        } finally {
          closed.resolve();
        }
      },
    );
    const controller = new AbortController();
    const { output } = await app
      .get(ExperimentRunner)
      .run(service, 'give', [], { signal: controller.signal });
    const items = output as unknown as AsyncGenerator<number>;
    await items.next();
    controller.abort(new Error('given up'));
    await closed.promise;
    expect(await recorded()).toEqual([['failed', undefined]]);
  });

  it('by its time closes a web stream that nobody reads, and leaves one that is read to its reader', async () => {
    const cancelled = deferred<unknown>();
    const { service, recorded } = await returning(
      () => new ReadableStream({ cancel: (why) => cancelled.resolve(why) }),
      'single',
      10,
    );
    service.give();
    expect(await cancelled.promise).toBeInstanceOf(BranchTimeoutError);
    expect(await recorded()).toEqual([['failed', undefined]]);

    const read = await returning(
      (_delta, context) => {
        const { signal } = context;
        return new ReadableStream<string>({
          start: (controller) =>
            signal.addEventListener('abort', () =>
              controller.error(signal.reason),
            ),
        });
      },
      'single',
      10,
    );
    const reader = read.service.give().getReader();
    expect(await rejection(reader.read())).toBeInstanceOf(BranchTimeoutError);
    expect(await read.recorded()).toEqual([['failed', undefined]]);
  });
});

describe('values', () => {
  class Page {
    #secret = 7;
    get secret(): number {
      return this.#secret;
    }
  }

  it('a class instance keeps its class, its private fields and its identity', async () => {
    const page = new Page();
    const { service } = await returning(async () => page);
    const given = await service.give();
    expect(given).toBe(page);
    expect(given.secret).toBe(7);
  });

  it('a lazy thenable is asked once, whoever awaits the call', async () => {
    let asked = 0;
    const { service, recorded } = await returning(() => ({
      then(resolve: (rows: number[]) => void) {
        asked++;
        resolve([1]);
      },
    }));
    const result = service.give();
    expect(await result).toEqual([1]);
    expect(await result).toEqual([1]);
    expect(asked).toBe(1);
    expect(await recorded()).toEqual([['success', [1]]]);
  });

  it('branches of a fan-out hold each shape’s outcome', async () => {
    const { service } = await returning(
      (delta) => (delta === 1 ? delta : Promise.resolve(delta)),
      'multi-branch',
    );
    const container = (await service.give()) as unknown as Iterable<Branch>;
    expect(Array.from(container, ({ output }) => output)).toEqual([1, 5, 10]);
  });
});
