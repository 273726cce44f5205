import { Readable, Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  type Branch,
  branchConfig,
  BranchContext,
  BranchTimeoutError,
  Experiment,
  type StrategyInput,
} from 'nestjs-spearmint';
import {
  BehaviorSubject,
  defer,
  from,
  lastValueFrom,
  Observable,
  range,
  Subject,
  take,
  throwError,
  toArray,
} from 'rxjs';
import { deferred } from '../wiring/support/deferred.js';
import {
  boot,
  type Booted,
  closeAll,
  type Delta,
  pool3,
  rejection,
  turns,
} from './support/boot.js';

afterEach(closeAll);

interface Streaming<R> {
  stream(x?: number): R;
}

type Source<R> = (delta: number, context: BranchContext) => R;

/** An application whose one method returns what the test says, at once. */
async function streaming<R>(
  source: Source<R>,
  strategy: StrategyInput = 'single',
  timeoutMs?: number,
): Promise<{
  app: Booted;
  service: Streaming<R>;
  /** Every branch that has been recorded: its status and its output. */
  recorded: () => Promise<unknown[]>;
}> {
  @Injectable()
  class Service implements Streaming<R> {
    constructor(private readonly context: BranchContext) {}

    @Experiment({ name: 'stream', strategy, timeoutMs })
    stream(_x?: number, { delta }: Delta = branchConfig()): R {
      return source(delta, this.context);
    }
  }
  const app = await boot({ configs: pool3 }, [Service]);
  return {
    app,
    service: app.get(Service),
    recorded: async () => {
      await app.settle();
      return app.logger.branches.map(({ status, output }) => [status, output]);
    },
  };
}

async function* count(to: number): AsyncGenerator<number, string> {
  for (let i = 0; i < to; i++) {
    await Promise.resolve();
    yield i;
  }
  return 'done';
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('an Observable', () => {
  it('reaches the caller as one; the branch ends with it, its output is a count', async () => {
    const items = new Subject<string>();
    const { app, service, recorded } = await streaming(() =>
      items.asObservable(),
    );
    const result = service.stream();
    expect(result).toBeInstanceOf(Observable);
    const seen = lastValueFrom(result.pipe(toArray()));
    items.next('a');
    items.next('b');
    await app.settle();
    expect(app.logger.branches).toHaveLength(0);
    items.complete();
    expect(await seen).toEqual(['a', 'b']);
    expect(await recorded()).toEqual([['success', 2]]);
  });

  it('that errors: the very error reaches the caller, the branch has failed', async () => {
    const failure = new Error('no more');
    const { service, recorded } = await streaming(() =>
      throwError(() => failure),
    );
    expect(await rejection(lastValueFrom(service.stream()))).toBe(failure);
    expect(await recorded()).toEqual([['failed', undefined]]);
  });

  it('that is left early: the branch ends, the source is torn down', async () => {
    let closed = 0;
    const { service, recorded } = await streaming(
      () =>
        new Observable<number>((subscriber) => {
          subscriber.next(1);
          return () => closed++;
        }),
    );
    service.stream().subscribe().unsubscribe();
    expect(closed).toBe(1);
    expect(await recorded()).toEqual([['success', 1]]);
  });

  it('that never pauses sees its subscriber leave', async () => {
    const { service, recorded } = await streaming(() => range(0, Infinity));
    const seen = await lastValueFrom(service.stream().pipe(take(3), toArray()));
    expect(seen).toEqual([0, 1, 2]);
    expect(await recorded()).toEqual([['success', 3]]);
  });

  it('runs in the branch’s context, at each subscription; the first to end ends the branch', async () => {
    const seen: unknown[] = [];
    const { service, recorded } = await streaming((_delta, context) =>
      defer(() => {
        seen.push(context.current?.configId);
        return from([1, 2]);
      }),
    );
    const result = service.stream();
    expect(seen).toEqual([]);
    await lastValueFrom(result);
    await lastValueFrom(result.pipe(take(1)));
    expect(seen).toEqual(['one', 'one']);
    expect(await recorded()).toEqual([['success', 2]]);
  });

  it('keeps what a subclass adds', async () => {
    const subject = new BehaviorSubject(7);
    const { service, recorded } = await streaming(() => subject);
    const result = service.stream();
    expect(result).toBeInstanceOf(BehaviorSubject);
    expect(result.getValue()).toBe(7);
    const seen: number[] = [];
    result.subscribe((item) => seen.push(item));
    result.next(8);
    result.complete();
    expect(seen).toEqual([7, 8]);
    expect(await recorded()).toEqual([['success', 2]]);
  });

  it('behind a promise is treated the same', async () => {
    const { service, recorded } = await streaming(async () => from([1, 2, 3]));
    expect(
      await lastValueFrom((await service.stream()).pipe(toArray())),
    ).toEqual([1, 2, 3]);
    expect(await recorded()).toEqual([['success', 3]]);
  });
});

describe('an async generator', () => {
  it('reaches the caller as one; the branch ends with it, its output is a count', async () => {
    const { app, service, recorded } = await streaming(() => count(3));
    const result = service.stream();
    expect(await result.next()).toEqual({ done: false, value: 0 });
    await app.settle();
    expect(app.logger.branches).toHaveLength(0);
    expect(await collect(result)).toEqual([1, 2]);
    expect(await recorded()).toEqual([['success', 3]]);
  });

  it('keeps its return value and what is sent into it', async () => {
    const { service, recorded } = await streaming(
      async function* (): AsyncGenerator<string, string, string> {
        const sent = yield 'ready';
        return `got ${sent}`;
      },
    );
    const result = service.stream();
    await result.next();
    expect(await result.next('a word')).toEqual({
      done: true,
      value: 'got a word',
    });
    expect(await recorded()).toEqual([['success', 1]]);
  });

  it('sees its branch at every step, whoever asks for the step', async () => {
    const { service, app } = await streaming(
      async function* (_delta, context): AsyncGenerator<unknown> {
        yield context.current?.configId;
        await turns(1);
        yield context.config<Delta>().delta;
        yield branchConfig<Delta>().delta;
      },
    );
    const outside = app.get(BranchContext);
    const seen: unknown[] = [];
    for await (const item of service.stream()) {
      seen.push(item);
      expect(outside.current).toBeUndefined();
    }
    expect(seen).toEqual(['one', 1, 1]);
  });

  it('that throws: the very error reaches the caller, the branch has failed', async () => {
    const failure = new Error('no more');
    const { service, recorded } = await streaming(
      async function* (): AsyncGenerator<number> {
        yield 1;
        throw failure;
      },
    );
    expect(await rejection(collect(service.stream()))).toBe(failure);
    expect(await recorded()).toEqual([['failed', undefined]]);
  });

  it('that is left early: its finally runs, the branch has succeeded with what was read', async () => {
    let cleaned = false;
    const { service, recorded } = await streaming(
      async function* (): AsyncGenerator<number> {
        try {
          yield 1;
          yield 2;
        } finally {
          cleaned = true;
        }
      },
    );
    for await (const item of service.stream()) {
      expect(item).toBe(1);
      break;
    }
    expect(cleaned).toBe(true);
    expect(await recorded()).toEqual([['success', 1]]);
  });

  it('that its reader throws into, and that does not catch it, has failed', async () => {
    const { service, recorded } = await streaming(() => count(3));
    const result = service.stream();
    const failure = new Error('from the reader');
    await result.next();
    expect(await rejection(result.throw(failure))).toBe(failure);
    expect(await recorded()).toEqual([['failed', undefined]]);
  });

  it('behind a promise is treated the same', async () => {
    const { service, recorded } = await streaming(async () => count(2));
    expect(await collect(await service.stream())).toEqual([0, 1]);
    expect(await recorded()).toEqual([['success', 2]]);
  });
});

describe('an async iterable', () => {
  class Answer implements AsyncIterable<string> {
    readonly model = 'small';
    readonly #parts = ['a', 'b'];

    async *[Symbol.asyncIterator](): AsyncGenerator<string> {
      yield* this.#parts;
    }

    get length(): number {
      return this.#parts.length;
    }

    join(): string {
      return this.#parts.join('');
    }
  }

  it('keeps its class, its members and its private fields; the first reading ends the branch', async () => {
    const { service, recorded } = await streaming(() => new Answer());
    const result = service.stream();
    expect(result).toBeInstanceOf(Answer);
    expect([result.model, result.length, result.join()]).toEqual([
      'small',
      2,
      'ab',
    ]);
    expect(await collect(result)).toEqual(['a', 'b']);
    expect(await collect(result)).toEqual(['a', 'b']);
    expect(await recorded()).toEqual([['success', 2]]);
  });

  it('whose iterator has no return(), left early', async () => {
    const { service, recorded } = await streaming(() => ({
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ done: false, value: 1 }),
      }),
    }));
    for await (const item of service.stream()) {
      expect(item).toBe(1);
      break;
    }
    expect(await recorded()).toEqual([['success', 1]]);
  });

  it('that cannot be iterated: the reader gets the error, the branch has failed', async () => {
    const failure = new Error('not now');
    const { service, recorded } = await streaming(
      (): AsyncIterable<number> => ({
        [Symbol.asyncIterator]: () => {
          throw failure;
        },
      }),
    );
    expect(await rejection(collect(service.stream()))).toBe(failure);
    expect(await recorded()).toEqual([['failed', undefined]]);
  });

  it('that can be awaited, as queries can, is awaited', async () => {
    const query = {
      then: (resolve: (rows: string[]) => void) => resolve(['row']),
      [Symbol.asyncIterator]: () => count(1),
    };
    const { service, recorded } = await streaming(() => query);
    expect(await service.stream()).toEqual(['row']);
    expect(await recorded()).toEqual([['success', ['row']]]);
  });
});

describe('a stream of Node or of the web', () => {
  it('a Readable is handed out untouched; the branch ends with it, without an output', async () => {
    const readable = Readable.from(['a', 'b']);
    const { service, recorded } = await streaming(() => readable);
    const result = service.stream();
    expect(result).toBe(readable);
    expect(await text(result)).toBe('ab');
    await turns();
    expect(await recorded()).toEqual([['success', undefined]]);
  });

  it('a Readable that errors: the branch has failed', async () => {
    const failure = new Error('broken pipe');
    const { app, service } = await streaming(
      () =>
        new Readable({
          read() {
            this.destroy(failure);
          },
        }),
    );
    expect(await rejection(text(service.stream()))).toBe(failure);
    await turns();
    await app.settle();
    expect(app.logger.branches).toMatchObject([
      { status: 'failed', error: { message: 'broken pipe' } },
    ]);
  });

  it('a Readable that its reader leaves has succeeded', async () => {
    const { service, recorded } = await streaming(() =>
      Readable.from(['a', 'b']),
    );
    for await (const chunk of service.stream()) {
      expect(chunk).toBe('a');
      break;
    }
    await turns();
    expect(await recorded()).toEqual([['success', undefined]]);
  });

  it('a Transform ends with its readable side', async () => {
    const transform = new Transform({
      transform: (chunk, _, done) => done(null, chunk),
    });
    const { service, recorded } = await streaming(() => transform);
    service.stream().end('a');
    expect(await text(transform)).toBe('a');
    await turns();
    expect(await recorded()).toEqual([['success', undefined]]);
  });

  it('a web ReadableStream is handed out untouched', async () => {
    const web = new Blob(['a', 'b']).stream();
    const { service, recorded } = await streaming(() => web);
    const result = service.stream();
    expect(result).toBe(web);
    expect(await new Response(result).text()).toBe('ab');
    await turns();
    expect(await recorded()).toEqual([['success', undefined]]);
  });
});

describe('streams that nobody reads are read to their end', () => {
  const sources: [string, Source<unknown>, unknown][] = [
    ['Observable', (delta) => range(0, delta), 'count'],
    ['async generator', (delta) => count(delta), 'count'],
    ['promise of an Observable', async (delta) => range(0, delta), 'count'],
    ['promise of an async generator', async (delta) => count(delta), 'count'],
    ['Readable', () => Readable.from(['a']), undefined],
  ];

  it.each(sources)('in a fan-out: %s', async (_, source, output) => {
    const { app, service } = await streaming(source, 'multi-branch');
    const container = (await service.stream()) as Iterable<Branch>;
    const outputs = Array.from(container, (branch) => [
      branch.status,
      branch.output,
    ]);
    expect(outputs).toEqual(
      [1, 5, 10].map((delta) => [
        'success',
        output === 'count' ? delta : undefined,
      ]),
    );
    await app.settle();
    expect(app.logger.branches).toHaveLength(3);
  });

  it.each(sources)('in shadows: %s', async (_, source, output) => {
    const { app, service, recorded } = await streaming(source, 'shadow');
    const result = await service.stream();
    await app.settle();
    // Nobody has read the primary yet.
    const shadows = await recorded();
    expect(shadows).toEqual(
      [5, 10].map((delta) => [
        'success',
        output === 'count' ? delta : undefined,
      ]),
    );
    expect(result).toBeDefined();
  });

  it.each<[string, Source<unknown>]>([
    ['Observable', () => throwError(() => new Error('no'))],
    // eslint-disable-next-line require-yield
    [
      'async generator',
      async function* () {
        throw new Error('no');
      },
    ],
    [
      'Readable',
      () =>
        new Readable({
          read() {
            this.destroy(new Error('no'));
          },
        }),
    ],
  ])('and may fail: %s', async (_, source) => {
    const { service } = await streaming(source, 'multi-branch');
    const container = (await service.stream()) as Iterable<Branch>;
    expect(
      Array.from(container, ({ status, error }) => [status, error?.message]),
    ).toEqual([
      ['failed', 'no'],
      ['failed', 'no'],
      ['failed', 'no'],
    ]);
  });

  it('an endless one in a shadow keeps nobody waiting, and ends with its time', async () => {
    let closed = 0;
    async function* endless(): AsyncGenerator<number> {
      try {
        for (;;) yield 1;
      } finally {
        closed++;
      }
    }
    const { app, service } = await streaming(
      (delta) => (delta === 1 ? count(1) : endless()),
      'shadow',
      50,
    );
    expect(await collect(service.stream())).toEqual([0]);
    await app.settle();
    expect(
      app.logger.branches.map(({ status, error }) => [status, error?.type]),
    ).toEqual([
      ['success', undefined],
      ['failed', 'BranchTimeoutError'],
      ['failed', 'BranchTimeoutError'],
    ]);
    await turns(10);
    expect(closed).toBe(2);
  });

  it('an Observable that never ends is left when the shadow’s time is over', async () => {
    let open = 0;
    const { app, service } = await streaming(
      (delta) =>
        delta === 1
          ? from([1])
          : new Observable<number>(() => {
              open++;
              return () => open--;
            }),
      'shadow',
      30,
    );
    await lastValueFrom(service.stream());
    await app.settle();
    expect(open).toBe(0);
  });

  it('a branch sees itself while it is read', async () => {
    const { service } = await streaming(async function* (
      _delta,
      context,
    ): AsyncGenerator<number> {
      seen.push(context.current?.configId);
      yield 1;
      await turns(1);
      seen.push(context.current?.configId);
    }, 'multi-branch');
    const seen: unknown[] = [];
    await service.stream();
    expect(seen.sort()).toEqual(['five', 'five', 'one', 'one', 'ten', 'ten']);
  });
});

describe('shadows "after" a primary that is a stream', () => {
  it('start when it has ended', async () => {
    const { ShadowStrategy } = await import('nestjs-spearmint');
    const started: number[] = [];
    const { app, service } = await streaming(
      (delta) => {
        started.push(delta);
        return from([delta]);
      },
      new ShadowStrategy({ start: 'after' }),
    );
    const result = service.stream();
    await turns();
    expect(started).toEqual([1]);
    expect(await lastValueFrom(result)).toBe(1);
    await app.settle();
    expect(started).toEqual([1, 5, 10]);
  });
});

describe('time limits of streams', () => {
  it('an Observable that takes too long errors', async () => {
    let open = 0;
    const { service, recorded } = await streaming(
      () =>
        new Observable<number>(() => {
          open++;
          return () => open--;
        }),
      'single',
      10,
    );
    expect(await rejection(lastValueFrom(service.stream()))).toBeInstanceOf(
      BranchTimeoutError,
    );
    expect(open).toBe(0);
    expect(await recorded()).toEqual([['failed', undefined]]);
  });

  it('an async generator that takes too long rejects what is asked of it', async () => {
    let signal: AbortSignal | undefined;
    const { service, recorded } = await streaming(
      async function* (_delta, context): AsyncGenerator<number> {
        signal = context.signal;
        yield 1;
        await new Promise(() => undefined);
      },
      'single',
      10,
    );
    expect(await rejection(collect(service.stream()))).toBeInstanceOf(
      BranchTimeoutError,
    );
    expect(signal?.aborted).toBe(true);
    expect(await recorded()).toEqual([['failed', undefined]]);
  });

  it('a Readable that takes too long is destroyed', async () => {
    const { service, recorded } = await streaming(
      () => new Readable({ read: () => undefined }),
      'single',
      10,
    );
    expect(await rejection(text(service.stream()))).toBeInstanceOf(
      BranchTimeoutError,
    );
    await turns();
    expect(await recorded()).toEqual([['failed', undefined]]);
  });

  it('one that ends in time is left alone', async () => {
    const { service, recorded } = await streaming(
      () => count(2),
      'single',
      60_000,
    );
    expect(await collect(service.stream())).toEqual([0, 1]);
    expect(await recorded()).toEqual([['success', 2]]);
  });
});

describe('what methods return besides', () => {
  class Answer {
    constructor(readonly value: number) {}
  }
  const shared = { a: 1 };

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a class instance', new Answer(1)],
    ['an object', shared],
    ['an array', [1, 2]],
    ['a function', (): number => 1],
    ['a sync iterable', new Set([1])],
    ['a symbol', Symbol('s')],
    ['a bigint', 10n],
    ['an error', new Error('returned, not thrown')],
    [
      'a proxy that throws',
      new Proxy(
        {},
        {
          has() {
            throw new Error('no');
          },
        },
      ),
    ],
  ])(
    '%s comes back as it is, of a method that returns at once and of an async one',
    async (_, value) => {
      const sync = await streaming(() => value);
      const result = sync.service.stream();
      expect(result).toBeInstanceOf(Promise);
      expect((await result) === value).toBe(true);
      const later = await streaming(() => Promise.resolve(value));
      expect((await later.service.stream()) === value).toBe(true);
      await later.app.settle();
      expect(later.app.logger.branches.map(({ status }) => status)).toEqual([
        'success',
      ]);
    },
  );

  it('the body of a method that returns at once runs inline', async () => {
    let ran = false;
    const { service } = await streaming(() => {
      ran = true;
      return 1;
    });
    const result = service.stream();
    expect(ran).toBe(true);
    expect(await result).toBe(1);
  });

  it('Q24: what it throws at once is a rejection, and captured', async () => {
    const failure = new TypeError('at once');
    const { app, service } = await streaming((): number => {
      throw failure;
    });
    expect(await rejection(Promise.resolve(service.stream()))).toBe(failure);
    await app.settle();
    expect(app.logger.branches).toMatchObject([
      { status: 'failed', error: { type: 'TypeError', message: 'at once' } },
    ]);
  });

  it('a thenable is awaited', async () => {
    const { service, recorded } = await streaming(() => ({
      then: (resolve: (value: number) => void) => resolve(7),
    }));
    expect(await service.stream()).toBe(7);
    expect(await recorded()).toEqual([['success', 7]]);
  });

  it('a thenable that throws is a rejection', async () => {
    const failure = new Error('then threw');
    const { service, recorded } = await streaming(() => ({
      then() {
        throw failure;
      },
    }));
    expect(await rejection(service.stream() as never)).toBe(failure);
    expect(await recorded()).toEqual([['failed', undefined]]);
  });
});

describe('time limits of calls', () => {
  it('a branch that takes too long rejects with BranchTimeoutError, its signal is aborted, its late end is ignored', async () => {
    const late = deferred<number>();
    let signal: AbortSignal | undefined;
    const { app, service, recorded } = await streaming(
      (_delta, context) => {
        signal = context.signal;
        return late.promise;
      },
      'single',
      10,
    );
    const thrown = (await rejection(service.stream())) as BranchTimeoutError;
    expect(thrown).toBeInstanceOf(BranchTimeoutError);
    expect(thrown.code).toBe('SPEARMINT_E_TIMEOUT');
    expect(thrown.message).toContain('"stream" under config "one"');
    expect(signal?.reason).toBe(thrown);
    late.reject(new Error('too late'));
    await turns();
    expect(await recorded()).toEqual([['failed', undefined]]);
    expect(app.logger.branches[0]?.error?.type).toBe('BranchTimeoutError');
  });

  it.each([Infinity, 2 ** 31])('a limit of %d is none', async (timeoutMs) => {
    const { service } = await streaming(
      async (delta) => {
        await turns(5);
        return delta;
      },
      'single',
      timeoutMs,
    );
    expect(await service.stream()).toBe(1);
  });
});
