import { stripVTControlCharacters } from 'node:util';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { runDemo } from '../src/demo/run-demo.js';

/** The one spec that loads the real films. */
describe('the demo', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const run = async (
    queries: number,
  ): Promise<{ exitCode: number; printed: string }> => {
    let printed = '';
    const keep = (text: string): void => void (printed += `${text}\n`);
    jest.spyOn(console, 'log').mockImplementation(keep);
    jest.spyOn(console, 'error').mockImplementation(keep);
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const exitCode = await runDemo({ queries, seed: 1, serve: false });
    return { exitCode, printed: stripVTControlCharacters(printed) };
  };

  it('prints a row for every config, the best first, and how it was decided', async () => {
    const { exitCode, printed } = await run(300);
    expect(exitCode).toBe(0);
    const rows = printed
      .split('\n')
      .filter((line) => /\s300\s+100%\s/.test(line));
    expect(rows).toHaveLength(6);
    expect(rows.filter((row) => row.includes('primary'))).toEqual([
      expect.stringMatching(/^whole words /),
    ]);
    expect(rows[0]).toMatch(/^very fuzzy .*better$/);
    expect(rows[5]).toMatch(/^every word .*worse$/);
    expect(printed).toContain('n = 300 queries (seed 1)');
    expect(printed).toContain('Every config ran for every query.');
    expect(printed).toContain('npm run demo -- --serve');
  }, 30_000);

  it('says which request failed and what the numbers lack, and ends with 1', async () => {
    jest.spyOn(globalThis, 'fetch').mockRejectedValueOnce(new Error('cut off'));
    const { exitCode, printed } = await run(20);
    expect(exitCode).toBe(1);
    expect(printed).toMatch(/^Failed: ".+": Error: cut off$/m);
    expect(printed).toContain('NOT every config ran for every query: ');
  }, 30_000);
});
