import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { hostile } from './support/hostile.js';
import { buildLibrary, runChild } from './support/built-library.js';

// A process takes its time to start on a machine that has other work.
jest.setTimeout(30_000);

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

  it('Q17: a unit gets the same config in every process, by the weights', async () => {
    const [first, second] = await Promise.all([
      runChild(library, 'sticky'),
      runChild(library, 'sticky'),
    ]);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).toBe(first.stdout);
    const { weighted, random } = JSON.parse(first.stdout) as {
      weighted: string;
      random: string;
    };
    // Fixed for ever: a change of these would move users of running experiments.
    expect(weighted.slice(0, 20)).toBe('aaaaaaaaaaabaaaaaaaa');
    expect(random.slice(0, 20)).toBe('aababaabbbabbaabbaaa');
    const share = (given: string): number => given.split('b').length - 1;
    expect(share(weighted)).toBeGreaterThan(70);
    expect(share(weighted)).toBeLessThan(130);
    expect(share(random)).toBeGreaterThan(450);
    expect(share(random)).toBeLessThan(550);
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
