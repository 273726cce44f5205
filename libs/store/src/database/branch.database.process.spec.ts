import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundle } from '../journal/child-bundle.fixture.js';
import { afterwards, readAll, tempFolder } from '../journal/journal.fixture.js';
import { BranchDatabase } from './branch.database.js';
import { rowsOf } from './database.fixture.js';
import { openToRead } from './open-database.js';

// Under the workspace, so that they find its packages.
const root = resolve(fileURLToPath(import.meta.url), '../../../../..');
const fileOf = (name: string): string =>
  join(root, 'test-results', `${name}-${process.pid}.mjs`);
const thread = fileOf('killed-store-worker');
const program = fileOf('kill-store-child');
/** As a package is: the program of the thread beside the code. */
const shipped = fileOf('shipped-store').replace(/\.mjs$/, '');
const ROUNDS = 8;

beforeAll(async () => {
  await bundle('../database/store.worker.ts', thread);
  await bundle('../database/kill-store-child.fixture.ts', program);
  await bundle('../database/store.worker.ts', join(shipped, 'store.worker.js'));
  await bundle(
    '../database/short-store-child.fixture.ts',
    join(shipped, 'app.js'),
  );
}, 60_000);
afterAll(() => {
  for (const file of [thread, program, shipped])
    rmSync(file, { recursive: true, force: true });
});

/** Starts a process, and kills it some time after its database has begun to write. */
async function killed(folder: string, round: number): Promise<void> {
  const child = spawn(
    process.execPath,
    [program, folder, thread, String(round * 1_000_000)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'close');
  let isCounting = false;
  child.stdout.setEncoding('latin1').on('data', (text: string) => {
    if (isCounting || !/^[1-9]/m.test(text)) return;
    isCounting = true;
    setTimeout(() => child.kill('SIGKILL'), Math.random() * 200);
  });
  expect(await ended).toEqual([null, 'SIGKILL']);
}

describe('processes that are killed while their database follows, at full load,', () => {
  it('leave a database that has every branch of the journal once, and figures that agree', async () => {
    const folder = tempFolder();
    for (let round = 0; round < ROUNDS; round++) await killed(folder, round);
    const database = new BranchDatabase(
      { folder, maxAgeMs: 1e13 },
      { program: pathToFileURL(thread) },
    );
    afterwards(() => database.stop(0));
    database.start();
    await database.caughtUp(60_000);
    expect(database.stats().setAside).toBe(0);

    const connection = openToRead(database.driver, database.path);
    afterwards(() => connection.close());
    const rows = (sql: string) => rowsOf(connection, sql);
    const { ids } = await readAll(folder);
    expect(ids.length).toBeGreaterThan(1_000);
    expect(
      rows('SELECT id FROM branch')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(ids.sort());
    expect(rows('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    for (const table of ['payload', 'score'])
      expect(rows(`SELECT count(*) AS n FROM ${table}`)).toEqual([
        { n: ids.length },
      ]);

    const columns =
      'count(*) AS n, min(duration_ms) AS least, max(duration_ms) AS most';
    const counted = rows(
      `SELECT experiment, config, role, ${columns} FROM branch GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    );
    for (const span of ['all', 'hour', 'day'])
      expect(
        rows(
          `SELECT experiment, config, role, sum(succeeded) AS n, min(min_ms) AS least, max(max_ms) AS most
           FROM rollup WHERE span = '${span}' AND config <> 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
        ),
      ).toEqual(counted);
    expect(
      rows(
        "SELECT sum(s.n) AS n FROM rollup_score s JOIN rollup r ON r.key = s.rollup WHERE r.span = 'all' AND r.config = 0",
      ),
    ).toEqual([{ n: ids.length }]);
    expect(
      rows(
        "SELECT sum(j.value) AS n FROM rollup r, json_each(r.sketch) j WHERE r.span = 'all' AND r.config = 0 AND j.key > 0",
      ),
    ).toEqual([{ n: ids.length }]);
  }, 180_000);
});

describe('a process with a store', () => {
  it('has a database, whose thread is found beside the code, and ends by itself with nothing on its error output', () => {
    const { stderr, status, output } = spawnSync(
      process.execPath,
      [join(shipped, 'app.js'), tempFolder()],
      {
        encoding: 'utf8',
        timeout: 20_000,
        stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      },
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(output[3] ?? '')).toEqual({
      added: 1,
      state: 'following',
    });
  });
});
