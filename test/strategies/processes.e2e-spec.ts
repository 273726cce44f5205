import { beforeAll, describe, expect, it } from '@jest/globals';
import { hostile } from './support/hostile.js';
import { buildLibrary, runChild } from './support/built-library.js';

let library: string;
beforeAll(async () => {
  library = await buildLibrary('processes');
});

describe('in a process of its own', () => {
  it('Q23: nothing escapes from a branch, a backend or a strategy as an unhandled rejection or exception', async () => {
    const ended = await runChild(library, 'hostile-shadows');
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    const { outputs, escaped, stats } = JSON.parse(ended.stdout) as {
      outputs: unknown[];
      escaped: string[];
      stats: object;
    };
    expect(outputs).toEqual(['primary', 'primary']);
    expect(escaped).toEqual([]);
    // The shadows of one call, and all configs of the other.
    expect(stats).toMatchObject({
      offered: hostile.length + hostile.length + 1,
      running: 0,
      waiting: 0,
    });
  });

  it('Q20: app.close() with hanging shadows is in time, and the process ends by itself', async () => {
    const ended = await runChild(library, 'hanging-shutdown');
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    const said = JSON.parse(ended.stdout) as {
      output: string;
      closedInMs: number;
      statuses: string[];
    };
    expect(said.output).toBe('primary');
    expect(said.statuses).toEqual(['success', 'skipped']);
    expect(said.closedInMs).toBeLessThan(1_000);
    expect(ended.elapsedMs).toBeLessThan(10_000);
  });

  it('a shadow that hangs keeps no process alive, even without close()', async () => {
    const ended = await runChild(library, 'hanging-shutdown', {
      LEAVE_OPEN: '1',
    });
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    expect(ended.elapsedMs).toBeLessThan(10_000);
  });
});
