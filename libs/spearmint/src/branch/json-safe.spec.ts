import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonSafe } from './json-safe.js';

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
}

describe('jsonSafe', () => {
  it.each<[string, unknown, unknown]>([
    ['numbers that JSON has none for', [NaN, -Infinity], ['NaN', '-Infinity']],
    ['big integers', { big: 10n }, { big: '10n' }],
    [
      'functions and symbols',
      [() => 1, Symbol('s')],
      ['[Function]', '[Symbol]'],
    ],
    [
      'dates',
      [new Date(0), new Date(NaN)],
      ['1970-01-01T00:00:00.000Z', 'Invalid Date'],
    ],
    ['maps', new Map([['a', new Set([1])]]), [['a', [1]]]],
    ['bytes', Uint8Array.of(1, 2, 3), 'AQID'],
    ['errors', new TypeError('no'), { name: 'TypeError', message: 'no' }],
    ['instances of classes', new Point(1, 2), { x: 1, y: 2 }],
    [
      'what has a form of its own',
      { toJSON: () => new Date(0) },
      '1970-01-01T00:00:00.000Z',
    ],
    [
      'objects without a prototype',
      Object.assign(Object.create(null), { a: 1 }),
      { a: 1 },
    ],
  ])('gives %s a form in JSON', (_, value, expected) => {
    expect(jsonSafe(value)).toEqual(expected);
  });

  it('notes what is cyclic, too deep, or cannot be read', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    const trap = {
      get fault(): never {
        throw new Error('a getter that throws');
      },
    };
    let deep: unknown = 'bottom';
    for (let level = 0; level < 40; level++) deep = [deep];
    expect(jsonSafe([cyclic, trap])).toEqual([
      { self: '[Circular]' },
      '[Unserialisable]',
    ]);
    expect(JSON.stringify(jsonSafe(deep))).toContain('[Too deep]');
  });

  it('keeps a key "__proto__" a key', () => {
    const value: unknown = JSON.parse('{"__proto__":{"admin":true},"a":1}');
    const copy = jsonSafe(value) as object;
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"admin":true},"a":1}');
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });

  it('changes nothing that JSON has a form for', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(JSON.stringify(jsonSafe(value))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('gives JSON.stringify nothing that it refuses', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withMap: true,
          withSet: true,
          withDate: true,
        }),
        (value) => {
          const once = jsonSafe(value);
          expect(JSON.stringify(jsonSafe(once))).toBe(JSON.stringify(once));
        },
      ),
    );
  });
});
