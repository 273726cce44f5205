import { describe, expect, it } from '@jest/globals';
import { shortLabel } from './short-label.js';

describe('shortLabel', () => {
  it.each([
    ['fuzzy=0.2, prefix=true, boosts=title', '0.2 prefix title'],
    ['fuzzy=0, prefix=false, boosts=plain', '0 plain'],
    ['today', 'today'],
  ])('of %s is %s', (label, short) => {
    expect(shortLabel(label)).toBe(short);
  });
});
