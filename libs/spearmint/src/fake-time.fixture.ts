import { afterEach, beforeEach, jest } from '@jest/globals';

/** Gives each test fake timers; promises and turns of the event loop stay real. */
export function useFakeTime(): void {
  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'],
    });
  });
  afterEach(() => {
    jest.useRealTimers();
  });
}
