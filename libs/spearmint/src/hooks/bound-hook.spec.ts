import { describe, expect, it, jest } from '@jest/globals';
import { useFakeTime } from '../fake-time.fixture.js';
import type { OnceLog } from '../logging/once.log.js';
import { BoundHook } from './bound-hook.js';
import { ExperimentHook } from './experiment-hook.js';
import { LateWatch } from './late.watch.js';

class Slow extends ExperimentHook {}

const hang = (): Promise<never> => new Promise(() => undefined);

describe('a hook whose promise takes long', () => {
  useFakeTime();

  it('is counted as late after 30 s, once for each promise, and said', async () => {
    const said: string[] = [];
    const log = {
      warn: (_: string, message: string) => said.push(message),
    } as unknown as OnceLog;
    const watch = new LateWatch();
    const bound = new BoundHook(new Slow(), {}, watch, log);
    bound.observe('afterBranch', 'Search.find', hang);
    bound.observe('afterBranch', 'Search.find', () => Promise.resolve());
    await jest.advanceTimersByTimeAsync(29_000);
    expect(bound.stats().late).toBe(0);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(bound.stats()).toMatchObject({ late: 1, failed: 0, dropped: 0 });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(bound.stats().late).toBe(1);
    expect(said).toEqual([
      expect.stringContaining('hook Slow has not ended after 30 s'),
    ]);
    const drained = watch.drain(1_000);
    await jest.advanceTimersByTimeAsync(1_000);
    await drained;
    expect(jest.getTimerCount()).toBe(0);
  });
});
