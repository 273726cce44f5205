import { describe, expect, it } from '@jest/globals';
import { buildLibrary, runChild } from '../strategies/support/built-library.js';

const MB = 1024 * 1024;
const CYCLES = 1_000;

interface State {
  readonly heapUsed: number;
  readonly resources: readonly string[];
  readonly listeners: Readonly<Record<string, number>>;
}

interface Said {
  readonly before: State;
  readonly half: State;
  readonly after: State;
  readonly alive: number;
  readonly hasContext: boolean;
}

describe('1,000 applications opened and closed in one process', () => {
  it('leave no listener, timer, handle, context or memory', async () => {
    const library = await buildLibrary('open-close');
    const ended = await runChild(library, 'open-close', {
      CYCLES: String(CYCLES),
    });
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    const { before, half, after, alive, hasContext } = JSON.parse(
      ended.stdout,
    ) as Said;
    expect(after.resources).toEqual(before.resources);
    expect(after.listeners).toEqual(before.listeners);
    expect(hasContext).toBe(false);
    // The last one may be on the stack yet.
    expect(alive).toBeLessThanOrEqual(1);
    // While the process is young, compiled code is most of what grows.
    expect(after.heapUsed - half.heapUsed).toBeLessThan(3 * MB);
    expect(after.heapUsed - before.heapUsed).toBeLessThan(8 * MB);
  }, 240_000);
});
