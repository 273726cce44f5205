import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Random } from '../random.js';
import { misspell, neighboursOf } from './typos.js';

const word = fc.stringMatching(/^[a-z]{4,12}$/);

describe('neighboursOf', () => {
  it('gives the keys around a key', () => {
    expect(neighboursOf('g').sort()).toEqual(['b', 'f', 'h', 't']);
    expect(neighboursOf('q').sort()).toEqual(['a', 'w']);
    expect(neighboursOf('m').sort()).toEqual(['j', 'n']);
  });

  it('knows no other keys', () => {
    expect(neighboursOf('7')).toEqual([]);
  });
});

describe('misspell', () => {
  it('makes every kind of typo', () => {
    const random = new Random(1);
    const made = new Set(
      Array.from({ length: 500 }, () => misspell('inception', random)),
    );
    expect([...made]).toEqual(
      expect.arrayContaining([
        'inecption', // swapped
        'ineption', // dropped
        'incception', // doubled
        'inveption', // the next key
      ]),
    );
  });

  it('keeps the first letter, and the length but for one', () => {
    fc.assert(
      fc.property(word, fc.nat(), (right, seed) => {
        const wrong = misspell(right, new Random(seed));
        expect(wrong[0]).toBe(right[0]);
        expect(Math.abs(wrong.length - right.length)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('works on words of digits', () => {
    expect(misspell('1984', new Random(3))).toMatch(/^1\d{2,4}$/);
  });
});
