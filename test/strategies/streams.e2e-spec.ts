import { Readable, Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { branchConfig, BranchContext } from 'nestjs-spearmint';
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
import { closeAll, type Delta, rejection, turns } from '../support/boot.js';
import { readAll } from '../support/read-all.js';
import { returning } from '../support/returning.js';

afterEach(closeAll);

async function* count(to: number): AsyncGenerator<number, string> {
  for (let i = 0; i < to; i++) {
    await Promise.resolve();
    yield i;
  }
  return 'done';
}

describe('an Observable', () => {
  it('reaches the caller as one; the branch ends with it, its output is a count', async () => {
    const items = new Subject<string>();
    const { app, service, recorded } = await returning(() =>
      items.asObservable(),
    );
    const result = service.give();
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
    const { service, recorded } = await returning(() =>
      throwError(() => failure),
    );
    expect(await rejection(lastValueFrom(service.give()))).toBe(failure);
    expect(await recorded()).toEqual([['failed', undefined]]);
  });

  it('that is left early: the branch ends, the source is torn down', async () => {
    let closed = 0;
    const { service, recorded } = await returning(
      () =>
        new Observable<number>((subscriber) => {
          subscriber.next(1);
          return () => closed++;
        }),
    );
    service.give().subscribe().unsubscribe();
    expect(closed).toBe(1);
    expect(await recorded()).toEqual([['success', 1]]);
  });

  it('that never pauses sees its subscriber leave', async () => {
    const { service, recorded } = await returning(() => range(0, Infinity));
    const seen = await lastValueFrom(service.give().pipe(take(3), toArray()));
    expect(seen).toEqual([0, 1, 2]);
    expect(await recorded()).toEqual([['success', 3]]);
  });

  it('runs in the branch’s context, at each subscription; the first to end ends the branch', async () => {
    const seen: unknown[] = [];
    const { service, recorded } = await returning((_delta, context) =>
      defer(() => {
        seen.push(context.current?.configId);
        return from([1, 2]);
      }),
    );
    const result = service.give();
    expect(seen).toEqual([]);
    await lastValueFrom(result);
    await lastValueFrom(result.pipe(take(1)));
    expect(seen).toEqual(['one', 'one']);
    expect(await recorded()).toEqual([['success', 2]]);
  });

  it('keeps what a subclass adds', async () => {
    const subject = new BehaviorSubject(7);
    const { service, recorded } = await returning(() => subject);
    const result = service.give();
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
    const { service, recorded } = await returning(async () => from([1, 2, 3]));
    expect(await lastValueFrom((await service.give()).pipe(toArray()))).toEqual(
      [1, 2, 3],
    );
    expect(await recorded()).toEqual([['success', 3]]);
  });
});

describe('an async generator', () => {
  it('reaches the caller as one; the branch ends with it, its output is a count', async () => {
    const { app, service, recorded } = await returning(() => count(3));
    const result = service.give();
    expect(await result.next()).toEqual({ done: false, value: 0 });
    await app.settle();
    expect(app.logger.branches).toHaveLength(0);
    expect(await readAll(result)).toEqual([1, 2]);
    expect(await recorded()).toEqual([['success', 3]]);
  });

  it('keeps its return value and what is sent into it', async () => {
    const { service, recorded } = await returning(
      async function* (): AsyncGenerator<string, string, string> {
        const sent = yield 'ready';
        return `got ${sent}`;
      },
    );
    const result = service.give();
    await result.next();
    expect(await result.next('a word')).toEqual({
      done: true,
      value: 'got a word',
    });
    expect(await recorded()).toEqual([['success', 1]]);
  });

  it('sees its branch at every step, whoever asks for the step', async () => {
    const { service, app } = await returning(
      async function* (_delta, context): AsyncGenerator<unknown> {
        yield context.current?.configId;
        await turns(1);
        yield context.config<Delta>().delta;
        yield branchConfig<Delta>().delta;
      },
    );
    const outside = app.get(BranchContext);
    const seen: unknown[] = [];
    for await (const item of service.give()) {
      seen.push(item);
      expect(outside.current).toBeUndefined();
    }
    expect(seen).toEqual(['one', 1, 1]);
  });

  it('that throws: the very error reaches the caller, the branch has failed', async () => {
    const failure = new Error('no more');
    const { service, recorded } = await returning(
      async function* (): AsyncGenerator<number> {
        yield 1;
        throw failure;
      },
    );
    expect(await rejection(readAll(service.give()))).toBe(failure);
    expect(await recorded()).toEqual([['failed', undefined]]);
  });

  it('that is left early: its finally runs, the branch has succeeded with what was read', async () => {
    let cleaned = false;
    const { service, recorded } = await returning(
      async function* (): AsyncGenerator<number> {
        try {
          yield 1;
          yield 2;
        } finally {
          cleaned = true;
        }
      },
    );
    for await (const item of service.give()) {
      expect(item).toBe(1);
      break;
    }
    expect(cleaned).toBe(true);
    expect(await recorded()).toEqual([['success', 1]]);
  });

  it('that its reader throws into, and that does not catch it, has failed', async () => {
    const { service, recorded } = await returning(() => count(3));
    const result = service.give();
    const failure = new Error('from the reader');
    await result.next();
    expect(await rejection(result.throw(failure))).toBe(failure);
    expect(await recorded()).toEqual([['failed', undefined]]);
  });

  it('behind a promise is treated the same', async () => {
    const { service, recorded } = await returning(async () => count(2));
    expect(await readAll(await service.give())).toEqual([0, 1]);
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
    const { service, recorded } = await returning(() => new Answer());
    const result = service.give();
    expect(result).toBeInstanceOf(Answer);
    expect([result.model, result.length, result.join()]).toEqual([
      'small',
      2,
      'ab',
    ]);
    expect(await readAll(result)).toEqual(['a', 'b']);
    expect(await readAll(result)).toEqual(['a', 'b']);
    expect(await recorded()).toEqual([['success', 2]]);
  });

  it('whose iterator has no return(), left early', async () => {
    const { service, recorded } = await returning(() => ({
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ done: false, value: 1 }),
      }),
    }));
    for await (const item of service.give()) {
      expect(item).toBe(1);
      break;
    }
    expect(await recorded()).toEqual([['success', 1]]);
  });

  it('that cannot be iterated: the reader gets the error, the branch has failed', async () => {
    const failure = new Error('not now');
    const { service, recorded } = await returning(
      (): AsyncIterable<number> => ({
        [Symbol.asyncIterator]: () => {
          throw failure;
        },
      }),
    );
    expect(await rejection(readAll(service.give()))).toBe(failure);
    expect(await recorded()).toEqual([['failed', undefined]]);
  });

  it('that can be awaited, as queries can, is awaited', async () => {
    const query = {
      then: (resolve: (rows: string[]) => void) => resolve(['row']),
      [Symbol.asyncIterator]: () => count(1),
    };
    const { service, recorded } = await returning(() => query);
    expect(await service.give()).toEqual(['row']);
    expect(await recorded()).toEqual([['success', ['row']]]);
  });
});

describe('a stream of Node or of the web', () => {
  it('a Readable is handed out untouched; the branch ends with it, without an output', async () => {
    const readable = Readable.from(['a', 'b']);
    const { service, recorded } = await returning(() => readable);
    const result = service.give();
    expect(result).toBe(readable);
    expect(await text(result)).toBe('ab');
    await turns();
    expect(await recorded()).toEqual([['success', undefined]]);
  });

  it('a Readable that errors: the branch has failed', async () => {
    const failure = new Error('broken pipe');
    const { app, service } = await returning(
      () =>
        new Readable({
          read() {
            this.destroy(failure);
          },
        }),
    );
    expect(await rejection(text(service.give()))).toBe(failure);
    await turns();
    await app.settle();
    expect(app.logger.branches).toMatchObject([
      { status: 'failed', error: { message: 'broken pipe' } },
    ]);
  });

  it('a Readable that its reader leaves has succeeded', async () => {
    const { service, recorded } = await returning(() =>
      Readable.from(['a', 'b']),
    );
    for await (const chunk of service.give()) {
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
    const { service, recorded } = await returning(() => transform);
    service.give().end('a');
    expect(await text(transform)).toBe('a');
    await turns();
    expect(await recorded()).toEqual([['success', undefined]]);
  });

  it('a web ReadableStream is handed out untouched', async () => {
    const web = new Blob(['a', 'b']).stream();
    const { service, recorded } = await returning(() => web);
    const result = service.give();
    expect(result).toBe(web);
    expect(await new Response(result).text()).toBe('ab');
    await turns();
    expect(await recorded()).toEqual([['success', undefined]]);
  });
});
