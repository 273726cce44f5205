import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.js';

describe('a Retry-After header', () => {
  const now = Date.UTC(2026, 0, 1);

  it.each([
    ['120', 120_000],
    [' 0.5 ', 500],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', undefined],
    [null, undefined],
  ])('of %j asks to wait %s ms', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });
});
