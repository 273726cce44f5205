import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundle } from './child-bundle.fixture.js';
import {
  openJournal,
  readAll,
  recordOf,
  tempFolder,
} from './journal.fixture.js';
import { killed } from './killed.fixture.js';

// Under the workspace, so that it finds its packages.
const root = resolve(fileURLToPath(import.meta.url), '../../../../..');
const fileOf = (name: string): string =>
  join(root, 'test-results', `${name}-${process.pid}.mjs`);
const program = fileOf('kill-child');
const ROUNDS = 20;
const POLICIES = ['interval', 'never', 'always'];

beforeAll(() => bundle('kill-child.fixture.ts', program), 60_000);
afterAll(() => rmSync(program, { force: true }));

const kill = (folder: string, round: number): Promise<string[]> =>
  killed([program, folder, POLICIES[round % POLICIES.length] ?? ''], {
    isDue: (reports) => reports !== '',
    withinMs: 300,
  });

describe('processes that are killed at random moments, at full load,', () => {
  it('leave every branch that counted as recorded, once and unaltered', async () => {
    const folder = tempFolder();
    const reported: string[] = [];
    // Two at a time, so that they share the folder.
    for (let round = 0; round < ROUNDS; round += 2)
      for (const ids of await Promise.all([
        kill(folder, round),
        kill(folder, round + 1),
      ]))
        reported.push(...ids);

    const { journal } = openJournal({ folder });
    await journal.logBranches([recordOf(0)]);
    const { records, stats, said } = await readAll(folder);
    expect(stats).toEqual({
      read: records.length,
      unreadable: 0,
      torn: 0,
      missed: 0,
    });
    expect(said).toEqual([]);

    const own = records.filter(({ id }) => id !== 'run-0');
    const found = new Set(own.map(({ id }) => id));
    expect(found.size).toBe(own.length);
    expect(reported.length).toBeGreaterThan(1_000);
    expect(reported.filter((id) => !found.has(id))).toEqual([]);
    const altered = own.filter(({ output, config, configId, status }) => {
      const { index, text } = output as { index: number; text: string };
      return (
        status !== 'success' ||
        text !== `${index} `.repeat(100) ||
        configId !== `config-${index % 7}` ||
        (config as { size: number }).size !== index % 7
      );
    });
    expect(altered).toEqual([]);
  }, 120_000);
});

describe('a process that has no files left', () => {
  const files = fileOf('files-child');

  beforeAll(() => bundle('files-child.fixture.ts', files), 60_000);
  afterAll(() => rmSync(files, { force: true }));

  it('loses what it records then, and goes on where its segment is open', async () => {
    const folder = tempFolder();
    const command = 'ulimit -n 512; exec "$0" "$@"';
    const { stdout, status } = spawnSync(
      'sh',
      ['-c', command, process.execPath, files, folder],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
    );
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      limit: 'EMFILE',
      without: 'EMFILE',
      withFiles: 'written',
      onceOpen: 'written',
    });
    expect((await readAll(folder)).ids).toEqual(['run-1', 'run-2']);
  });
});
