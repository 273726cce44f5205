import { afterEach, describe, expect, it } from '@jest/globals';
import { BranchTimeoutError } from 'nestjs-spearmint';
import { deferred } from '../support/deferred.js';
import { closeAll, rejection, turns } from '../support/boot.js';
import { returning } from '../support/returning.js';

afterEach(closeAll);

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
      const sync = await returning(() => value);
      const result = sync.service.give();
      expect(result).toBeInstanceOf(Promise);
      expect((await result) === value).toBe(true);
      const later = await returning(() => Promise.resolve(value));
      expect((await later.service.give()) === value).toBe(true);
      await later.app.settle();
      expect(later.app.logger.branches.map(({ status }) => status)).toEqual([
        'success',
      ]);
    },
  );

  it('the body of a method that returns at once runs inline', async () => {
    let ran = false;
    const { service } = await returning(() => {
      ran = true;
      return 1;
    });
    const result = service.give();
    expect(ran).toBe(true);
    expect(await result).toBe(1);
  });

  it('Q24: what it throws at once is a rejection, and captured', async () => {
    const failure = new TypeError('at once');
    const { app, service } = await returning((): number => {
      throw failure;
    });
    expect(await rejection(Promise.resolve(service.give()))).toBe(failure);
    await app.settle();
    expect(app.logger.branches).toMatchObject([
      { status: 'failed', error: { type: 'TypeError', message: 'at once' } },
    ]);
  });

  it('a thenable is awaited', async () => {
    const { service, recorded } = await returning(() => ({
      then: (resolve: (value: number) => void) => resolve(7),
    }));
    expect(await service.give()).toBe(7);
    expect(await recorded()).toEqual([['success', 7]]);
  });

  it('a thenable that throws is a rejection', async () => {
    const failure = new Error('then threw');
    const { service, recorded } = await returning(() => ({
      then() {
        throw failure;
      },
    }));
    expect(await rejection(service.give() as never)).toBe(failure);
    expect(await recorded()).toEqual([['failed', undefined]]);
  });
});

describe('time limits of calls', () => {
  it('a branch that takes too long rejects with BranchTimeoutError, its signal is aborted, its late end is ignored', async () => {
    const late = deferred<number>();
    let signal: AbortSignal | undefined;
    const { app, service, recorded } = await returning(
      (_delta, context) => {
        signal = context.signal;
        return late.promise;
      },
      'single',
      10,
    );
    const thrown = (await rejection(service.give())) as BranchTimeoutError;
    expect(thrown).toBeInstanceOf(BranchTimeoutError);
    expect(thrown.code).toBe('SPEARMINT_E_TIMEOUT');
    expect(thrown.message).toContain('"give" under config "one"');
    expect(signal?.reason).toBe(thrown);
    late.reject(new Error('too late'));
    await turns();
    expect(await recorded()).toEqual([['failed', undefined]]);
    expect(app.logger.branches[0]?.error?.type).toBe('BranchTimeoutError');
  });

  it.each([Infinity, 2 ** 31])('a limit of %d is none', async (timeoutMs) => {
    const { service } = await returning(
      async (delta) => {
        await turns(5);
        return delta;
      },
      'single',
      timeoutMs,
    );
    expect(await service.give()).toBe(1);
  });
});
