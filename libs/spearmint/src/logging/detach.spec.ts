import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { detach } from './detach.js';

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

describe('detach', () => {
  it('gives an equal, deep-frozen copy of any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const before = structuredClone(value);
        const copy = detach(value);
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
    const original = { list: [{ a: 1 }] };
    detach(original);
    original.list[0] = { a: 2 };
    expect(original).toEqual({ list: [{ a: 2 }] });
  });

  it('copies maps, sets, dates and instances of plain classes', () => {
    const original = {
      map: new Map([[{ k: 1 }, { v: 1 }]]),
      set: new Set([{ s: 1 }]),
      date: new Date(5),
      point: new Point(1, ['a']),
    };
    const copy = detach(original);
    expect(copy).toStrictEqual(original);
    expect(copy.point.sum).toBe(2);
    expect(copy.map).not.toBe(original.map);
    expect(copy.set).not.toBe(original.set);
    expect(copy.date).not.toBe(original.date);
    expect(copy.point.tags).not.toBe(original.point.tags);
  });

  it('keeps cycles and shared parts', () => {
    const shared = { deep: true };
    const original: Record<string, unknown> = { one: shared, two: shared };
    original.self = original;
    const copy = detach(original);
    expect(copy.self).toBe(copy);
    expect(copy.one).toBe(copy.two);
    expect(copy.one).not.toBe(shared);
  });

  it('does not let data into prototypes', () => {
    const original = JSON.parse('{"__proto__": {"polluted": true}}') as object;
    const copy = detach(original);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(JSON.stringify(copy)).toBe(JSON.stringify(original));
  });

  it.each([
    ['bytes', Buffer.from('x')],
    ['a promise', Promise.resolve()],
    ['a function', () => 1],
    ['an object with a toJSON', { toJSON: () => 1 }],
    ['what throws when it is read', new Proxy({}, { ownKeys: throwing })],
    ['more than 20,000 values', Array.from({ length: 20_001 }, () => 1)],
    ['a deep list', deepList(5_000)],
  ])('hands over %s by reference', (_kind, value) => {
    expect(detach(value)).toBe(value);
  });
});

function throwing(): never {
  throw new Error('unreadable');
}

function deepList(depth: number): unknown {
  let list: unknown = null;
  for (let level = 0; level < depth * 10; level++) list = { next: list };
  return list;
}
