import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Branch, BranchTimeoutError } from 'nestjs-spearmint';
import {
  defer,
  from,
  lastValueFrom,
  Observable,
  of,
  range,
  type Subscriber,
  throwError,
} from 'rxjs';
import { closeAll, rejection, turns } from '../support/boot.js';
import { deferred } from '../support/deferred.js';
import { readAll } from '../support/read-all.js';
import { returning, type Source } from '../support/returning.js';

afterEach(closeAll);

async function* count(to: number): AsyncGenerator<number, string> {
  for (let i = 0; i < to; i++) {
    await Promise.resolve();
    yield i;
  }
  return 'done';
}

describe('streams that nobody reads are read to their end', () => {
  const sources: [string, Source<unknown>, unknown][] = [
    ['Observable', (delta) => range(0, delta), 'count'],
    ['async generator', (delta) => count(delta), 'count'],
    ['promise of an Observable', async (delta) => range(0, delta), 'count'],
    ['promise of an async generator', async (delta) => count(delta), 'count'],
    ['Readable', () => Readable.from(['a']), undefined],
  ];

  it.each(sources)('in a fan-out: %s', async (_, source, output) => {
    const { app, service } = await returning(source, 'multi-branch');
    const container = (await service.give()) as Iterable<Branch>;
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
    const { app, service } = await returning(source, 'shadow');
    const result = await service.give();
    await app.settle();
    // In the order of their ends, which is any: reading makes room for others.
    const shadows = app.logger.branches.map((branch) => [
      branch.configId,
      [branch.status, branch.output],
    ]);
    // Nobody has read the primary yet.
    const read = (delta: number): unknown[] => [
      'success',
      output === 'count' ? delta : undefined,
    ];
    expect(Object.fromEntries(shadows)).toEqual({
      five: read(5),
      ten: read(10),
    });
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
    const { service } = await returning(source, 'multi-branch');
    const container = (await service.give()) as Iterable<Branch>;
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
    const { app, service } = await returning(
      (delta) => (delta === 1 ? count(1) : endless()),
      'shadow',
      50,
    );
    expect(await readAll(service.give())).toEqual([0]);
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

  it('an Observable that aborts its own call while it is subscribed to ends its branch', async () => {
    const caller = new AbortController();
    let open = 0;
    const { app, service } = await returning(
      (_delta, context) =>
        new Observable<number>(() => {
          open++;
          void context.signal;
          caller.abort(new Error('left'));
          return () => open--;
        }),
      'multi-branch',
    );
    const { branches } = await app.runner.run(service, 'give', [], {
      signal: caller.signal,
    });
    expect(Array.from(branches, ({ status }) => status)).toEqual([
      'failed',
      'skipped',
      'skipped',
    ]);
    expect(open).toBe(0);
  });

  it('an Observable that never ends is left when the shadow’s time is over', async () => {
    let open = 0;
    const { app, service } = await returning(
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
    await lastValueFrom(service.give());
    await app.settle();
    expect(open).toBe(0);
  });

  it('a web stream that waits for ever is cancelled when the time of its branch is over', async () => {
    let cancelled = 0;
    const { app, service } = await returning(
      () =>
        new ReadableStream({
          pull: () => new Promise<void>(() => undefined),
          cancel: () => void cancelled++,
        }),
      'multi-branch',
      20,
    );
    const container = (await service.give()) as unknown as Iterable<Branch>;
    expect(Array.from(container, ({ error }) => error?.type)).toEqual(
      Array(3).fill('BranchTimeoutError'),
    );
    await app.settle();
    await turns();
    expect(cancelled).toBe(3);
  });

  it('a branch sees itself while it is read', async () => {
    const { service } = await returning(async function* (
      _delta,
      context,
    ): AsyncGenerator<number> {
      seen.push(context.current?.configId);
      yield 1;
      await turns(1);
      seen.push(context.current?.configId);
    }, 'multi-branch');
    const seen: unknown[] = [];
    await service.give();
    expect(seen.sort()).toEqual(['five', 'five', 'one', 'one', 'ten', 'ten']);
  });
});

describe('shadows "after" a primary that is a stream', () => {
  it('start when it has ended', async () => {
    const { ShadowStrategy } = await import('nestjs-spearmint');
    const started: number[] = [];
    const { app, service } = await returning(
      (delta) => {
        started.push(delta);
        return from([delta]);
      },
      new ShadowStrategy({ start: 'after' }),
    );
    const result = service.give();
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
    const { service, recorded } = await returning(
      () =>
        new Observable<number>(() => {
          open++;
          return () => open--;
        }),
      'single',
      10,
    );
    expect(await rejection(lastValueFrom(service.give()))).toBeInstanceOf(
      BranchTimeoutError,
    );
    expect(open).toBe(0);
    expect(await recorded()).toEqual([['failed', undefined]]);
  });

  it.each<[string, (subscriber: Subscriber<number>) => void]>([
    ['its end', (subscriber) => subscriber.complete()],
    ['an error', (subscriber) => subscriber.error(new Error('stopped'))],
  ])(
    'an Observable that answers its signal with %s is no whole one for its reader',
    async (_, answer) => {
      const { service, recorded } = await returning(
        (_delta, { signal }) =>
          new Observable<number>((subscriber) => {
            subscriber.next(1);
            signal.addEventListener('abort', () => answer(subscriber));
          }),
        'single',
        10,
      );
      const end = rejection(lastValueFrom(service.give()));
      expect(await end).toBeInstanceOf(BranchTimeoutError);
      expect(await recorded()).toEqual([['failed', undefined]]);
    },
  );

  it('an Observable that answers the signal of its run with its end has failed with the reason', async () => {
    const { app, service } = await returning(
      (_delta, { signal }) =>
        new Observable<number>((subscriber) => {
          subscriber.next(1);
          signal.addEventListener('abort', () => subscriber.complete());
        }),
    );
    const caller = new AbortController();
    const { output, branches } = await app.runner.run(service, 'give', [], {
      signal: caller.signal,
    });
    const end = rejection(lastValueFrom(output));
    const left = new Error('left');
    caller.abort(left);
    expect(await end).toBe(left);
    expect(Array.from(branches, ({ thrown }) => thrown)).toEqual([left]);
  });

  it('another reader of an Observable whose branch has ended is not disturbed by the signal', async () => {
    const gate = deferred();
    let reads = 0;
    const { app, service } = await returning(() =>
      defer(() => (++reads === 1 ? of(1) : from(gate.promise.then(() => 2)))),
    );
    const caller = new AbortController();
    const { output } = await app.runner.run(service, 'give', [], {
      signal: caller.signal,
    });
    expect(await lastValueFrom(output)).toBe(1);
    const second = lastValueFrom(output);
    caller.abort(new Error('left'));
    gate.resolve();
    expect(await second).toBe(2);
  });

  it('an Observable that cannot be left without an error tells each of its readers', async () => {
    const { service, recorded } = await returning(
      () =>
        new Observable<number>(() => () => {
          throw new Error('no way out');
        }),
      'single',
      10,
    );
    const stream = service.give();
    const ends = [1, 2].map(() => rejection(lastValueFrom(stream)));
    expect(await Promise.all(ends)).toEqual([
      expect.any(BranchTimeoutError),
      expect.any(BranchTimeoutError),
    ]);
    expect(await recorded()).toEqual([['failed', undefined]]);
  });

  it('an async generator that takes too long rejects what is asked of it', async () => {
    let signal: AbortSignal | undefined;
    const { service, recorded } = await returning(
      async function* (_delta, context): AsyncGenerator<number> {
        signal = context.signal;
        yield 1;
        await new Promise(() => undefined);
      },
      'single',
      10,
    );
    expect(await rejection(readAll(service.give()))).toBeInstanceOf(
      BranchTimeoutError,
    );
    expect(signal?.aborted).toBe(true);
    expect(await recorded()).toEqual([['failed', undefined]]);
  });

  it('a Readable that takes too long is destroyed', async () => {
    const { service, recorded } = await returning(
      () => new Readable({ read: () => undefined }),
      'single',
      10,
    );
    expect(await rejection(text(service.give()))).toBeInstanceOf(
      BranchTimeoutError,
    );
    await turns();
    expect(await recorded()).toEqual([['failed', undefined]]);
  });

  it('one that ends in time is left alone', async () => {
    const { service, recorded } = await returning(
      () => count(2),
      'single',
      60_000,
    );
    expect(await readAll(service.give())).toEqual([0, 1]);
    expect(await recorded()).toEqual([['success', 2]]);
  });
});
