import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatPath, parsePath } from './config-path.js';

describe('paths', () => {
  it.each([
    ['', []],
    ['a', ['a']],
    ['a.b[0].c', ['a', 'b', 0, 'c']],
    ['[2].x', [2, 'x']],
    ['models["gpt-4.1"].size', ['models', 'gpt-4.1', 'size']],
  ])('%s', (text, path) => {
    expect(parsePath(text)).toEqual(path);
    expect(formatPath(path)).toBe(text);
  });

  it.each([
    '.a',
    'a.',
    'a..b',
    'a[',
    'a[x]',
    'a]',
    'a["x]',
    '.',
    'a[0',
    '[-1]',
  ])('%s is no path', (text) => {
    expect(parsePath(text)).toBeUndefined();
  });

  it('reads back what it wrote', () => {
    const segment = fc.oneof(fc.string(), fc.nat());
    fc.assert(
      fc.property(fc.array(segment), (path) => {
        expect(parsePath(formatPath(path))).toEqual(path);
      }),
    );
  });
});
