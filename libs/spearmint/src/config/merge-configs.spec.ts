import { describe, expect, it } from '@jest/globals';
import { mergeConfigs } from './merge-configs.js';

describe('mergeConfigs', () => {
  it('merges mappings, replaces lists and scalars, and leaves both arguments alone', () => {
    const base = {
      model: { name: 'a', tags: [1, 2], limits: { rps: 1 } },
      keep: true,
    };
    const override = {
      model: { tags: [3], limits: { rps: undefined, max: 2 } },
      add: null,
    };
    const before = structuredClone([base, override]);
    expect(mergeConfigs(base, override)).toEqual({
      model: { name: 'a', tags: [3], limits: { rps: 1, max: 2 } },
      keep: true,
      add: null,
    });
    expect([base, override]).toEqual(before);
  });

  it('replaces what is not a mapping on both sides', () => {
    const date = new Date(0);
    expect(
      mergeConfigs(
        { a: 1, b: { x: 1 }, c: date },
        { a: { y: 1 }, b: 5, c: { z: 1 } },
      ),
    ).toEqual({
      a: { y: 1 },
      b: 5,
      c: { z: 1 },
    });
  });

  it('never reaches a prototype', () => {
    const merged = mergeConfigs(
      {},
      JSON.parse('{"__proto__": {"polluted": true}}') as object,
    );
    expect(Object.keys(merged)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
