import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundle } from '../journal/child-bundle.fixture.js';
import { afterwards, readAll, tempFolder } from '../journal/journal.fixture.js';
import { killed } from '../journal/killed.fixture.js';
import { BranchDatabase } from './branch.database.js';
import { rowsOf } from './database.fixture.js';
import { drivers } from './driver/driver.fixture.js';
import type { SqlRow } from './driver/sql-connection.interface.js';
import { openToRead } from './open-database.js';

// Under the workspace, so that they find its packages.
const root = resolve(fileURLToPath(import.meta.url), '../../../../..');
const fileOf = (name: string): string =>
  join(root, 'test-results', `${name}-${process.pid}.mjs`);
const thread = fileOf('killed-store-worker');
const program = fileOf('kill-store-child');
/** As a package is: the program of the thread beside the code. */
const shipped = fileOf('shipped-store').replace(/\.mjs$/, '');
const ROUNDS = 20;

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

/**
 * Kills a process some time after its first record, when the database may be opened
 * yet; in every other round after the database has written.
 *
 * @returns the ids of what counts as recorded.
 */
async function kill(
  folder: string,
  driver: string,
  round: number,
): Promise<string[]> {
  const lines = await killed(
    [program, folder, thread, driver, String(round * 1_000_000)],
    {
      isDue: (reports) => (round % 2 === 0 ? /^./ : /^\+/m).test(reports),
      withinMs: 200,
    },
  );
  return lines.filter((line) => !line.startsWith('+'));
}

/** Of those that come with Node or with the package. */
const shippedDrivers = drivers
  .map(({ name }) => name)
  .filter((name) => name !== 'better-sqlite3');

describe.each(shippedDrivers)(
  'processes that are killed while their database follows with %s, at full load,',
  (driver) => {
    it('leave a database that has every branch that counted as recorded, once and unaltered, and figures that agree', async () => {
      const folder = tempFolder();
      const recorded: string[] = [];
      for (let round = 0; round < ROUNDS; round++)
        recorded.push(...(await kill(folder, driver, round)));
      const database = new BranchDatabase(
        { folder, driver, maxAgeMs: 1e13 },
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
      const stored = rows(
        'SELECT b.id, b.duration_ms, b.role, p.output, p.scores FROM branch b JOIN payload p ON p.branch = b.key',
      );
      expect(stored.map(({ id }) => id).sort()).toEqual(ids.sort());
      expect(recorded.length).toBeGreaterThan(1_000);
      const found = new Set(ids);
      expect(recorded.filter((id) => !found.has(id))).toEqual([]);
      expect(stored.filter((row) => !isUnaltered(row))).toEqual([]);
      expect(rows('PRAGMA integrity_check')).toEqual([
        { integrity_check: 'ok' },
      ]);
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
  },
);

/** Whether a row is what the process has recorded under its number. */
function isUnaltered({
  id,
  duration_ms,
  role,
  output,
  scores,
}: SqlRow): boolean {
  const index = Number(String(id).slice('run-'.length));
  return (
    duration_ms === 1 + (index % 500) &&
    role === (index % 5 === 0 ? 'shadow' : 'primary') &&
    output === JSON.stringify({ text: `answer ${index}` }) &&
    scores === JSON.stringify({ exact: index % 2 })
  );
}

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
