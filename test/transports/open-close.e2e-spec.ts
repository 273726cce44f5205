import { describe, expect, it } from '@jest/globals';
import { buildLibrary, runChild } from '../strategies/support/built-library.js';

const CYCLES = 1_000;
/** In bytes. What one application holds is 400 kB; Nest alone grows by 50 B. */
const GROWTH_PER_CYCLE = 512;
/** Code is interpreted and kept, for compiled code comes and goes by the megabyte. */
const INTERPRETED = [
  '--no-opt',
  '--no-sparkplug',
  '--no-maglev',
  '--no-flush-bytecode',
];

interface State {
  readonly heapUsed: number;
  readonly resources: readonly string[];
  readonly listeners: Readonly<Record<string, number>>;
}

interface Said {
  readonly before: State;
  readonly after: State;
  readonly alive: number;
  readonly hasContext: boolean;
}

describe('1,000 applications opened and closed in one process', () => {
  it('leave no listener, timer, handle, context or memory', async () => {
    const library = await buildLibrary('open-close');
    const ended = await runChild(
      library,
      'open-close',
      { CYCLES: String(CYCLES) },
      INTERPRETED,
    );
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    const { before, after, alive, hasContext } = JSON.parse(
      ended.stdout,
    ) as Said;
    expect(after.resources).toEqual(before.resources);
    expect(after.listeners).toEqual(before.listeners);
    expect(hasContext).toBe(false);
    expect(alive).toBe(0);
    const growth = (after.heapUsed - before.heapUsed) / CYCLES;
    expect(growth).toBeLessThan(GROWTH_PER_CYCLE);
  }, 240_000);
});
