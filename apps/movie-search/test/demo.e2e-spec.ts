import { stripVTControlCharacters } from 'node:util';
import {
  afterEach,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { runDemo } from '../src/demo/run-demo.js';
import { storeFolder } from './app.fixture.js';

/** The one spec that loads the real films. */
describe('the demo', () => {
  let store: ReturnType<typeof storeFolder>;
  beforeEach(() => {
    store = storeFolder();
  });
  afterEach(() => {
    jest.restoreAllMocks();
    store.remove();
  });

  const run = async (
    queries: number,
    all = false,
  ): Promise<{ exitCode: number; printed: string }> => {
    let printed = '';
    const keep = (text: string): void => void (printed += `${text}\n`);
    jest.spyOn(console, 'log').mockImplementation(keep);
    jest.spyOn(console, 'error').mockImplementation(keep);
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const options = { queries, seed: 1, all, serve: false };
    const exitCode = await runDemo(options);
    return { exitCode, printed: stripVTControlCharacters(printed) };
  };

  const rowsOf = (printed: string): string[] =>
    printed.split('\n').filter((line) => /^(?:OR|AND) .*\s100%\s/.test(line));

  it('prints the best configs, the primary and the worst, and how it was decided', async () => {
    const { exitCode, printed } = await run(100);
    expect(exitCode).toBe(0);
    const rows = rowsOf(printed);
    expect(rows).toHaveLength(12);
    expect(rows.filter((row) => row.includes('primary'))).toEqual([
      expect.stringMatching(/^OR 0 plain /),
    ]);
    expect(rows[0]).toMatch(/^(?:OR|AND) 0\.4 .*better$/);
    expect(rows[11]).toMatch(/^AND 0 .*worse$/);
    expect(printed).toContain('36 more between them: npm run demo -- --all');
    expect(printed).toContain('n = 100 queries (seed 1)');
    expect(printed).toContain('Holm-corrected for 47 comparisons');
    expect(printed).toContain('Every config ran for every query.');
    expect(printed).toContain('npm run demo -- --serve');
    expect(printed).toMatch(
      /^4800 branches are kept: sqlite3 -readonly .*branches\.db 'SELECT/m,
    );
  }, 120_000);

  it('prints a row for every config when asked to', async () => {
    const { printed } = await run(20, true);
    expect(rowsOf(printed)).toHaveLength(48);
    expect(printed).not.toContain('more between them');
  }, 120_000);

  it('says which request failed and what the numbers lack, and ends with 1', async () => {
    jest.spyOn(globalThis, 'fetch').mockRejectedValueOnce(new Error('cut off'));
    const { exitCode, printed } = await run(20);
    expect(exitCode).toBe(1);
    expect(printed).toMatch(/^Failed: ".+": Error: cut off$/m);
    expect(printed).toContain('NOT every config ran for every query: ');
  }, 120_000);
});
