import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Censor } from './censor.js';
import { KnownSecrets } from './known-secrets.js';
import type { RedactInput } from './redact-options.interface.js';
import { SafeCopy } from './safe-copy.js';

const copyOf = <T>(value: T, redact?: RedactInput): T =>
  new SafeCopy(new Censor(redact)).of(value, 'output') as T;

const cutTo = (
  value: unknown,
  maxBytes: number,
): { value: unknown; truncated: readonly string[] } => {
  const copy = new SafeCopy(new Censor());
  return {
    value: copy.of(value, 'output', maxBytes),
    truncated: copy.cuts.list,
  };
};

const isDeepFrozen = (value: unknown): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (Object.isFrozen(value) && Object.values(value).every(isDeepFrozen));

class Point {
  constructor(
    public x: number,
    public tags: string[],
  ) {}
  get sum(): number {
    return this.x + 1;
  }
}

class Money {
  #cents = 5;
  toJSON(): object {
    return { cents: this.#cents };
  }
}

const throwing = (): never => {
  throw new Error('unreadable');
};

describe('a copy for the record', () => {
  it('is equal and deep-frozen, whatever the JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const before = structuredClone(value);
        const copy = copyOf(value, { defaults: false });
        expect(copy).toEqual(before);
        expect(isDeepFrozen(copy)).toBe(true);
        expect(value).toEqual(before);
        expect(
          typeof value !== 'object' || value === null || copy !== value,
        ).toBe(true);
      }),
    );
  });

  it('leaves the original as free as it was', () => {
    const original = { list: [{ a: 1 }], apiKey: 'x' };
    copyOf(original);
    original.list[0] = { a: 2 };
    expect(original).toEqual({ list: [{ a: 2 }], apiKey: 'x' });
  });

  it('has copies of maps, sets, dates and instances of plain classes', () => {
    const original = {
      map: new Map([[{ k: 1 }, { v: 1 }]]),
      set: new Set([{ s: 1 }]),
      date: new Date(5),
      point: new Point(1, ['a']),
    };
    const copy = copyOf(original);
    expect(copy).toStrictEqual(original);
    expect(copy.point.sum).toBe(2);
    expect(copy.map).not.toBe(original.map);
    expect(copy.set).not.toBe(original.set);
    expect(copy.date).not.toBe(original.date);
    expect(copy.point.tags).not.toBe(original.point.tags);
  });

  it('does not let data into prototypes', () => {
    const original = JSON.parse('{"__proto__": {"polluted": true}}') as object;
    const copy = copyOf(original);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(JSON.stringify(copy)).toBe(JSON.stringify(original));
  });

  it('cuts cycles', () => {
    const value: Record<string, unknown> = { a: 1 };
    value.self = value;
    expect(copyOf(value)).toEqual({ a: 1, self: '[Circular]' });
  });

  it.each([
    ['bytes', Buffer.from('x')],
    ['a promise', Promise.resolve()],
    ['a function', () => 1],
    ['an object with a toJSON that tells no secret', new Money()],
    ['a URL without a password', new URL('https://a.example/x')],
  ])('holds %s by reference', (_kind, value) => {
    expect(copyOf(value)).toBe(value);
  });

  it('masks what cannot be read', () => {
    const trap = new Proxy({}, { ownKeys: throwing });
    const getter = Object.defineProperty({ b: 1 }, 'a', {
      enumerable: true,
      get: throwing,
    });
    expect(copyOf({ trap, getter, c: 1 })).toEqual({
      trap: '[redacted]',
      getter: '[redacted]',
      c: 1,
    });
  });
});

describe('masking by path', () => {
  const redact = { paths: ['**.region', 'llm.price'], defaults: false };

  it('masks what a path leads to', () => {
    const value = { region: 'x', llm: { price: 'y', a: [{ region: 'z' }] } };
    expect(copyOf(value, redact)).toEqual({
      region: '[redacted]',
      llm: { price: '[redacted]', a: [{ region: '[redacted]' }] },
    });
    expect(value.region).toBe('x');
  });

  it('looks into maps, sets and what objects give as JSON', () => {
    class Client {
      toJSON(): object {
        return { region: 'x', n: 1 };
      }
    }
    const value = [
      new Map([['region', 'x']]),
      new Set([{ region: 'x' }]),
      new Client(),
    ];
    expect(copyOf<unknown>(value, redact)).toEqual([
      new Map([['region', '[redacted]']]),
      new Set([{ region: '[redacted]' }]),
      { region: '[redacted]', n: 1 },
    ]);
  });
});

describe('masking by name', () => {
  it('masks the values of keys, headers and entries that are named like secrets', () => {
    const value = {
      openaiApiKey: 'x',
      DB_PASSWORD: 123456,
      credentials: { user: 'u', pin: 1 },
      headers: new Headers({ Authorization: 'x', Accept: 'json' }),
      entries: [
        ['cookie', 'x'],
        ['accept', 'json'],
      ],
      rawHeaders: ['Set-Cookie', 'x', 'Accept', 'json'],
      har: [{ name: 'X-Api-Key', value: 'x' }],
      map: new Map([['refresh_token', 'x']]),
    };
    expect(copyOf<unknown>(value)).toEqual({
      openaiApiKey: '[redacted]',
      DB_PASSWORD: '[redacted]',
      credentials: '[redacted]',
      headers: { authorization: '[redacted]', accept: 'json' },
      entries: [
        ['cookie', '[redacted]'],
        ['accept', 'json'],
      ],
      rawHeaders: ['Set-Cookie', '[redacted]', 'Accept', 'json'],
      har: [{ name: 'X-Api-Key', value: '[redacted]' }],
      map: new Map([['refresh_token', '[redacted]']]),
    });
  });

  it('leaves what tells nothing of a secret, and what only counts them', () => {
    const value = {
      password: '',
      apiKey: null,
      secret: true,
      hasPassword: true,
      maxTokens: 5,
      tokens: ['a'],
      tokenCount: 7,
      nextPageToken: 'p2',
      key: 'k',
    };
    expect(copyOf(value)).toEqual(value);
  });

  it('takes further names, and leaves out built-in ones', () => {
    const value = { user_pass: 'x', token: 'the', apiKey: 'y' };
    expect(copyOf(value, { keys: ['userPass'], except: ['token'] })).toEqual({
      user_pass: '[redacted]',
      token: 'the',
      apiKey: '[redacted]',
    });
    expect(copyOf(value, { defaults: false })).toEqual(value);
  });
});

describe('masking errors in values', () => {
  it('covers message, stack, cause and own fields, and keeps the class', () => {
    const cause = new Error('password=hunter2');
    const error = new RangeError('Bearer abc.def', { cause });
    Object.assign(error, { apiKey: 'k-123' });
    const copy = copyOf(error);
    expect(copy).toBeInstanceOf(RangeError);
    expect(copy.message).toBe('Bearer [redacted]');
    const shown = inspect(copy) + JSON.stringify(copy);
    expect(shown).not.toMatch(/abc\.def|hunter2|k-123/);
    expect(error.message).toBe('Bearer abc.def');
  });
});

describe('the size of a copy', () => {
  it('is at most maxBytes in JSON, and what is not whole is told', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: false, withDate: true, maxDepth: 6 }),
        fc.integer({ min: 256, max: 2_000 }),
        (value, maxBytes) => {
          const cut = cutTo(value, maxBytes);
          const json = JSON.stringify(cut.value) as string | undefined;
          expect(Buffer.byteLength(json ?? '')).toBeLessThanOrEqual(maxBytes);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('leaves the beginning of a long text', () => {
    const { value, truncated } = cutTo({ text: 'ab'.repeat(50_000) }, 1_000);
    expect((value as { text: string }).text).toMatch(
      /^(ab){300,}a?\[truncated, 100000 characters in all\]$/,
    );
    expect(truncated).toEqual(['output.text']);
  });

  it('leaves the first items and keys, and says how many are missing', () => {
    const list = cutTo(
      Array.from({ length: 1_000 }, (_, i) => String(i)),
      400,
    );
    expect((list.value as string[]).at(0)).toBe('0');
    expect((list.value as string[]).at(-1)).toMatch(/^\[truncated \d+ more\]$/);
    expect(list.truncated[0]).toMatch(/^output\.\d+$/);
    const object = cutTo(
      Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, i])),
      400,
    );
    expect(object.value).toMatchObject({
      k0: 0,
      '[truncated]': expect.stringMatching(/^\d+ more keys$/),
    });
  });

  it('lets no part of a secret through where a text is cut', () => {
    const secrets = new KnownSecrets();
    const secret = 'abcdefghijklmnopqrstuvwxyz'.repeat(4);
    secrets.guess(`${secret}1`);
    for (let before = 150; before < 1_200; before += 7) {
      const copy = new SafeCopy(new Censor(undefined, secrets));
      const text = `${'.'.repeat(before)}${secret}1${'.'.repeat(20_000)}`;
      expect(copy.of(text, 'output', 600)).not.toContain('abcd');
    }
  });

  it('takes no long time, however deep or wide or shared a value is', () => {
    const sparse: unknown[] = [];
    sparse.length = 1e8;
    let deep: object = {};
    for (let level = 0; level < 20_000; level++) deep = { deep };
    let shared: object = { a: 1 };
    for (let level = 0; level < 60; level++)
      shared = { left: shared, right: shared };
    const start = performance.now();
    for (const value of [deep, shared, sparse]) {
      const cut = cutTo(value, 65_536);
      expect(cut.truncated.length).toBeGreaterThan(0);
    }
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
