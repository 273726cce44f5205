import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Branch } from './branch.js';
import { BranchAlreadyFinalizedError } from './branch-finalized.error.js';

const start = (): Branch<unknown> =>
  Branch.start('c1', Object.freeze({ delta: 1 }));

function raisingFunction(): never {
  throw new RangeError('Test error message');
}

const thrownBy = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (thrown) {
    return thrown;
  }
};

describe('Branch', () => {
  it('AC-A1: starts pending, with its id and config and nothing else', () => {
    const before = Date.now();
    const branch = start();
    expect(branch).toMatchObject({
      configId: 'c1',
      config: { delta: 1 },
      status: 'pending',
      isFinal: false,
      output: undefined,
      error: undefined,
      durationMs: undefined,
    });
    expect(branch.startedAt).toBeGreaterThanOrEqual(before - 5);
    expect(branch.startedAt).toBeLessThanOrEqual(Date.now() + 5);
  });

  it('AC-A2: a success keeps the output and has no error', () => {
    const branch = start();
    branch.markSuccess({ answer: 42 });
    expect(branch).toMatchObject({
      status: 'success',
      isFinal: true,
      output: { answer: 42 },
      error: undefined,
    });
    expect(branch.durationMs).toBeGreaterThanOrEqual(0);
  });

  it('AC-A3: a failure keeps type, message and the stack with the raising function', () => {
    const branch = start();
    branch.markFailure(thrownBy(raisingFunction));
    expect(branch.status).toBe('failed');
    expect(branch.output).toBeUndefined();
    expect(branch.error).toMatchObject({
      type: 'RangeError',
      message: 'Test error message',
    });
    expect(branch.error?.stack).toContain('RangeError');
    expect(branch.error?.stack).toContain('raisingFunction');
  });

  it.each([
    ['a string', 'boom', { type: 'string', message: 'boom' }],
    ['undefined', undefined, { type: 'undefined', message: 'undefined' }],
    ['null', null, { type: 'null', message: 'null' }],
    ['an object', { message: 'm' }, { type: 'Object', message: 'm' }],
    ['a number', 7, { type: 'number', message: '7' }],
  ])('AC-A3: captures %s that was thrown', (_, thrown, expected) => {
    const branch = start();
    branch.markFailure(thrown);
    expect(branch.status).toBe('failed');
    expect(branch.error).toMatchObject(expected);
    expect(branch.thrown).toBe(thrown);
  });

  it('AC-A3: a subclass of Error without a name of its own is known by its class', () => {
    class QuotaExceeded extends Error {}
    const branch = start();
    branch.markFailure(new QuotaExceeded('x'));
    expect(branch.error?.type).toBe('QuotaExceeded');
  });

  it('AC-A3: follows the causes of an error, at most five deep', () => {
    let error = new Error('0');
    for (let depth = 1; depth < 10; depth++) {
      error = new Error(String(depth), { cause: error });
    }
    const branch = start();
    branch.markFailure(error);
    let cause = branch.error;
    const messages: string[] = [];
    while (cause !== undefined) {
      messages.push(cause.message);
      cause = cause.cause;
    }
    expect(messages).toEqual(['9', '8', '7', '6', '5', '4']);
  });

  it('AC-A3: an error whose getters throw is captured all the same', () => {
    const hostile = new Error('visible');
    Object.defineProperty(hostile, 'message', {
      get: () => {
        throw new Error('no');
      },
    });
    const branch = start();
    branch.markFailure(hostile);
    expect(branch.error).toMatchObject({ type: 'Error', message: '' });
    const object = start();
    object.markFailure({
      get message(): string {
        throw new Error('no');
      },
      [Symbol.for('nodejs.util.inspect.custom')]: () => {
        throw new Error('no');
      },
    });
    expect(object.error?.message).toBe('[a value that cannot be shown]');
  });

  it('AC-A4: a skip keeps its reason and is no failure', () => {
    const branch = start();
    branch.markSkipped('Rate limit exceeded');
    expect(branch).toMatchObject({
      status: 'skipped',
      isFinal: true,
      reason: 'Rate limit exceeded',
      error: undefined,
      thrown: undefined,
    });
  });

  it('AC-A5: an unfinished branch has no duration', () => {
    expect(start().durationMs).toBeUndefined();
  });

  it('AC-A6: a finished branch has a duration of at least 0 ms', () => {
    const branch = start();
    branch.markSuccess(1);
    expect(branch.durationMs).toBeGreaterThanOrEqual(0);
  });

  const endings: [string, (branch: Branch) => void][] = [
    ['success', (branch) => branch.markSuccess(1)],
    ['failed', (branch) => branch.markFailure(new Error('x'))],
    ['skipped', (branch) => branch.markSkipped('x')],
  ];
  it.each(
    endings.flatMap(([a, first]) =>
      endings.map(([b, second]) => [a, b, first, second] as const),
    ),
  )('AC-A7, AC-A8: %s cannot be followed by %s', (status, _, first, second) => {
    const branch = start();
    first(branch);
    const attempt = (): void => second(branch);
    expect(attempt).toThrow(BranchAlreadyFinalizedError);
    expect(attempt).toThrow(`already finalized with status "${status}"`);
    expect(branch.status).toBe(status);
  });

  it('AC-A9: a message with any characters survives the way through JSON', () => {
    const branch = start();
    branch.markFailure(new Error('señor 🚀'));
    const copy = JSON.parse(JSON.stringify(branch)) as Branch;
    expect(copy.error?.message).toBe('señor 🚀');
  });

  it('AC-A10: serialises every field by its public name', () => {
    const branch = start();
    branch.markSuccess('out');
    branch.score('relevance', 0.5);
    expect(branch.toJSON()).toEqual({
      id: branch.id,
      parentId: undefined,
      experiment: 'anonymous',
      configId: 'c1',
      config: { delta: 1 },
      configSource: 'pool',
      configRead: false,
      role: 'primary',
      status: 'success',
      startedAt: branch.startedAt,
      durationMs: branch.durationMs,
      output: 'out',
      error: undefined,
      reason: undefined,
      scores: { relevance: 0.5 },
    });
  });

  it('AC-A10: serialises outputs that JSON does not know', () => {
    const circular: Record<string, unknown> = { name: 'loop' };
    circular['self'] = circular;
    const branch = start();
    branch.markSuccess({
      circular,
      big: 10n,
      bytes: Buffer.from('hi'),
      date: new Date(0),
      invalid: new Date(NaN),
      map: new Map([['a', 1]]),
      set: new Set([1]),
      nan: NaN,
      symbol: Symbol('s'),
      fn: () => 1,
      error: new TypeError('t'),
      hostile: {
        toJSON: () => {
          throw new Error('no');
        },
      },
    });
    expect(JSON.parse(JSON.stringify(branch)).output).toEqual({
      circular: { name: 'loop', self: '[Circular]' },
      big: '10n',
      bytes: 'aGk=',
      date: '1970-01-01T00:00:00.000Z',
      invalid: 'Invalid Date',
      map: [['a', 1]],
      set: [1],
      nan: 'NaN',
      symbol: '[Symbol]',
      fn: '[Function]',
      error: { name: 'TypeError', message: 't' },
      hostile: '[Unserialisable]',
    });
  });

  it('AC-A10: serialises anything at all', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withMap: true,
          withSet: true,
          withDate: true,
          withTypedArray: true,
        }),
        (output) => {
          const branch = start();
          branch.markSuccess(output);
          expect(typeof JSON.stringify(branch)).toBe('string');
        },
      ),
    );
  });

  it('stops at a depth that no reader follows', () => {
    let deep: unknown = 'bottom';
    for (let i = 0; i < 10_000; i++) deep = [deep];
    const branch = start();
    branch.markSuccess(deep);
    expect(JSON.stringify(branch)).toContain('[Too deep]');
  });

  it('stops at a size that no reader takes', () => {
    let shared: unknown = 'bottom';
    for (let i = 0; i < 30; i++) shared = [shared, shared];
    const branch = start();
    branch.markSuccess(shared);
    expect(JSON.stringify(branch)).toContain('[Too large]');
  });

  it('masks the paths it is asked to mask, and only in the copy', () => {
    const config = {
      model: 'a',
      apiKey: 'sk-1',
      llm: { apiKey: 'sk-2', deep: { apiKey: 'sk-3' } },
    };
    const branch = Branch.start('c1', config);
    branch.markSuccess([{ apiKey: 'sk-4' }]);
    expect(branch.toJSON({ redact: ['apiKey', '*.apiKey'] })).toMatchObject({
      config: {
        model: 'a',
        apiKey: '[redacted]',
        llm: { apiKey: '[redacted]', deep: { apiKey: 'sk-3' } },
      },
      output: [{ apiKey: '[redacted]' }],
    });
    expect(
      JSON.stringify(branch.toJSON({ redact: ['**.apiKey'] })),
    ).not.toContain('sk-');
    expect(config.llm.apiKey).toBe('sk-2');
  });

  it('masks a value that holds itself', () => {
    const loop: Record<string, unknown> = { apiKey: 'sk-1', date: new Date(0) };
    loop['self'] = loop;
    const branch = Branch.start('c1', loop);
    expect(branch.toJSON({ redact: ['**.apiKey'] }).config).toEqual({
      apiKey: '[redacted]',
      date: '1970-01-01T00:00:00.000Z',
      self: '[Circular]',
    });
  });
});
