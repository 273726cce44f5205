import { describe, expect, it } from '@jest/globals';
import { nearest } from './nearest.js';

describe('nearest', () => {
  it.each([
    ['temprature', 'temperature'],
    ['nmae', 'name'],
    ['Temperature', 'temperature'],
    ['maxtokens', 'maxTokens'],
    ['xyzzy', undefined],
    ['', undefined],
  ])('%s: %s', (word, expected) => {
    expect(nearest(word, ['name', 'temperature', 'maxTokens'])).toBe(expected);
  });
});
