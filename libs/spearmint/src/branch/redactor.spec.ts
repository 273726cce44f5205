import { describe, expect, it } from '@jest/globals';
import { Redactor } from './redactor.js';

const secrets = new Redactor(['**.apiKey', 'llm.token']);

describe('Redactor', () => {
  it('masks what a path leads to, in a copy', () => {
    const value = { apiKey: 'x', llm: { token: 'y', a: [{ apiKey: 'z' }] } };
    expect(secrets.apply(value)).toEqual({
      apiKey: '[redacted]',
      llm: { token: '[redacted]', a: [{ apiKey: '[redacted]' }] },
    });
    expect(value.apiKey).toBe('x');
  });

  it('gives the very same value where nothing matches', () => {
    class Money {
      #cents = 5;
      toJSON(): object {
        return { cents: this.#cents };
      }
    }
    const value = { price: new Money(), at: new Date(0), m: new Map([[1, 2]]) };
    expect(secrets.apply(value)).toBe(value);
  });

  it('looks into maps, sets and what objects give as JSON', () => {
    class Client {
      toJSON(): object {
        return { apiKey: 'x', n: 1 };
      }
    }
    expect(
      secrets.apply([
        new Map([['apiKey', 'x']]),
        new Set([{ apiKey: 'x' }]),
        new Client(),
      ]),
    ).toEqual([
      new Map([['apiKey', '[redacted]']]),
      new Set([{ apiKey: '[redacted]' }]),
      { apiKey: '[redacted]', n: 1 },
    ]);
  });

  it('walks shared parts once, however many ways lead to them', () => {
    let shared: object = { apiKey: 'x' };
    for (let level = 0; level < 60; level++) {
      shared = { left: shared, right: shared };
    }
    const start = performance.now();
    const masked = secrets.apply(shared) as { left: object; right: object };
    expect(performance.now() - start).toBeLessThan(500);
    expect(masked.left).toBe(masked.right);
  });

  it('masks unseen what is too deep, too much or cannot be read', () => {
    let deep: object = { apiKey: 'x' };
    for (let level = 0; level < 20_000; level++) deep = { deep };
    expect(JSON.stringify(secrets.apply(deep))).toContain('[redacted]');
    const many = Array.from({ length: 60_000 }, () => ({ apiKey: 'x' }));
    expect(JSON.stringify(secrets.apply(many))).not.toContain('"x"');
    const broken = {
      get a(): never {
        throw new Error('no');
      },
    };
    expect(secrets.apply({ broken, b: 1 })).toEqual({
      broken: '[redacted]',
      b: 1,
    });
  });

  it('cuts cycles', () => {
    const value: Record<string, unknown> = { apiKey: 'x' };
    value.self = value;
    expect(secrets.apply(value)).toEqual({
      apiKey: '[redacted]',
      self: '[Circular]',
    });
  });
});
