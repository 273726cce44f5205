import { Readable } from 'node:stream';
import { Observable, throwError } from 'rxjs';

/** What a shadow may do that nobody else may notice. */
export interface Hostile {
  readonly name: string;
  /** How its record ends. */
  readonly ends: 'success' | 'failed';
  act(argument: { list: unknown[] }): unknown;
}

const later = (): Promise<void> => new Promise(setImmediate);

const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;

const failures: [string, unknown][] = [
  ['an error', new Error('no')],
  ['undefined', undefined],
  ['null', null],
  ['a string', 'no'],
  ['a symbol', Symbol('no')],
  ['a frozen object', Object.freeze({})],
  ['an error with itself as cause', selfCaused()],
  ['an error whose message throws', getterError('message')],
  ['an error whose stack throws', getterError('stack')],
  ['an object without prototype', Object.create(null)],
  ['a revoked proxy', revoked()],
];

const outputs: [string, unknown][] = [
  ['a bigint', 10n],
  ['a symbol', Symbol('s')],
  ['a function', () => 1],
  ['a cycle', cyclic],
  ['a proxy that throws', throwing()],
  [
    'a toJSON that throws',
    {
      toJSON: () => {
        throw new Error('no');
      },
    },
  ],
  [
    'a getter that throws',
    {
      get value(): never {
        throw new Error('no');
      },
    },
  ],
  ['a Map', new Map([[{}, new Set([1n])]])],
  ['a big Buffer', Buffer.alloc(5_000_000)],
  ['a deep object', deep(20_000)],
];

export const hostile: readonly Hostile[] = [
  ...failures.flatMap(([name, failure]): Hostile[] => [
    {
      name: `throws ${name} at once`,
      ends: 'failed',
      act: () => {
        throw failure;
      },
    },
    {
      name: `rejects with ${name}`,
      ends: 'failed',
      act: () => Promise.reject(failure),
    },
    {
      name: `rejects with ${name} later`,
      ends: 'failed',
      act: () =>
        later().then(() => {
          throw failure;
        }),
    },
  ]),
  ...outputs.map(([name, output]): Hostile => ({
    name: `returns ${name}`,
    ends: 'success',
    act: () => output,
  })),
  {
    name: 'never settles',
    ends: 'failed',
    act: () => new Promise(() => undefined),
  },
  {
    name: 'a thenable that throws',
    ends: 'failed',
    act: () => ({
      then() {
        throw new Error('no');
      },
    }),
  },
  {
    name: 'a thenable that settles twice, then throws',
    ends: 'success',
    act: () => ({
      then(yes: (v: unknown) => void, no: (e: unknown) => void) {
        yes(1);
        no(2);
        throw new Error('no');
      },
    }),
  },
  {
    name: 'a thenable that never settles',
    ends: 'failed',
    act: () => ({ then: () => undefined }),
  },
  {
    name: 'a then that cannot be read',
    ends: 'failed',
    act: () => ({
      get then(): never {
        throw new Error('no');
      },
    }),
  },
  {
    name: 'a promise whose then throws',
    ends: 'failed',
    act: () =>
      Object.assign(Promise.resolve(1), {
        then() {
          throw new Error('no');
        },
      }),
  },
  {
    name: 'a promise whose constructor cannot be read',
    ends: 'failed',
    act: () =>
      Object.defineProperty(Promise.resolve(1), 'constructor', {
        get() {
          throw new Error('no');
        },
      }),
  },
  {
    name: 'changes its arguments',
    ends: 'success',
    act: ({ list }) => {
      list.length = 0;
      list.push('mine');
    },
  },
  {
    name: 'computes for a while',
    ends: 'success',
    act: () => {
      const end = performance.now() + 30;
      while (performance.now() < end);
    },
  },
  {
    name: 'an Observable that errors',
    ends: 'failed',
    act: () => throwError(() => undefined),
  },
  {
    name: 'an Observable whose subscribe throws',
    ends: 'failed',
    act: () =>
      new Observable(() => {
        throw new Error('no');
      }),
  },
  {
    name: 'an Observable that never ends',
    ends: 'failed',
    act: () => new Observable(() => undefined),
  },
  {
    name: 'a generator that throws',
    ends: 'failed',
    async *act() {
      yield 1;
      throw undefined;
    },
  },
  {
    name: 'a generator that never ends',
    ends: 'failed',
    async *act() {
      for (;;) yield 1;
    },
  },
  {
    name: 'an iterable that cannot be iterated',
    ends: 'failed',
    act: () => ({
      get [Symbol.asyncIterator](): never {
        throw new Error('no');
      },
    }),
  },
  {
    name: 'an iterator that gives no results',
    ends: 'failed',
    act: () => ({ [Symbol.asyncIterator]: () => ({ next: () => undefined }) }),
  },
  {
    name: 'a Readable that errors',
    ends: 'failed',
    act: () =>
      new Readable({
        read() {
          this.destroy(new Error('no'));
        },
      }),
  },
];

function selfCaused(): Error {
  const error = new Error('no');
  error.cause = error;
  return error;
}

function getterError(property: string): Error {
  return Object.defineProperty(new Error('no'), property, {
    get() {
      throw new Error('cannot be read');
    },
  });
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Can be awaited, and nothing else. */
function throwing(): object {
  const refuse = (): never => {
    throw new Error('no');
  };
  const get = (_: object, key: PropertyKey): unknown =>
    key === 'then' ? undefined : refuse();
  return new Proxy(
    {},
    { get, has: refuse, ownKeys: refuse, getPrototypeOf: refuse },
  );
}

function deep(levels: number): object {
  let value: object = {};
  for (let i = 0; i < levels; i++) value = { value };
  return value;
}
