import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { RestartTimer } from './restart-timer.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** How long each of so many waits takes, in milliseconds. */
function waits(timer: RestartTimer, count: number, isHopeless = false) {
  return Array.from({ length: count }, () => {
    const since = Date.now();
    timer.schedule(() => undefined, isHopeless);
    jest.runOnlyPendingTimers();
    return Date.now() - since;
  });
}

it('tries less and less often, every 30 s at last', () => {
  expect(waits(new RestartTimer(() => 1), 9)).toEqual([
    250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
  ]);
});

it('waits half as long at least, so that processes do not try all at once', () => {
  expect(waits(new RestartTimer(() => 0), 3)).toEqual([125, 250, 500]);
});

it('begins anew once all was well', () => {
  const timer = new RestartTimer(() => 1);
  waits(timer, 5);
  timer.reset();
  expect(waits(timer, 2)).toEqual([250, 500]);
});

it('takes its time at once for what stays until people mend it', () => {
  expect(waits(new RestartTimer(() => 1), 2, true)).toEqual([30_000, 30_000]);
});

it('tries no more once it was cancelled', () => {
  const timer = new RestartTimer();
  timer.schedule(() => {
    throw new Error('tried');
  });
  timer.cancel();
  expect(jest.getTimerCount()).toBe(0);
});
