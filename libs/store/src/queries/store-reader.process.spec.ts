import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundle } from '../journal/child-bundle.fixture.js';
import { idsOf, recordsOf, tempFolder } from '../journal/journal.fixture.js';
import { StoreReadError } from './errors/store-read.error.js';
import { StoreVersionError } from './errors/store-version.error.js';
import { openReader, storeOf } from './reader.fixture.js';
import type { StoreReaderOptions } from './store-reader-options.js';
import { SCHEMA_VERSION } from '../database/schema/migrate.js';
import { StoreReader } from './store-reader.js';

// Under the workspace, so that it finds its packages.
const root = resolve(fileURLToPath(import.meta.url), '../../../../..');
const folder = join(root, 'test-results', `queries-${process.pid}`);
const programs = {
  thread: join(folder, 'reader.worker.mjs'),
  writer: join(folder, 'writer.mjs'),
  reader: join(folder, 'reader.mjs'),
  store: join(folder, 'store.mjs'),
  // Where a store looks for it.
  storeThread: join(folder, 'store.worker.js'),
};

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  await bundle('../queries/run/reader.worker.ts', programs.thread);
  await bundle('../queries/writer-child.fixture.ts', programs.writer);
  await bundle('../queries/reader-child.fixture.ts', programs.reader);
  await bundle('../queries/store-child.fixture.ts', programs.store);
  await bundle('../database/store.worker.ts', programs.storeThread);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withReader<T>(
  path: string,
  use: (reader: StoreReader) => Promise<T>,
  options: Partial<StoreReaderOptions> = {},
  program = pathToFileURL(programs.thread),
): Promise<T> {
  const reader = new StoreReader(path, options, { program });
  try {
    return await use(reader);
  } finally {
    await reader.close();
  }
}

describe('a reader with a thread of its own', () => {
  it('answers as one without', async () => {
    const { folder: path, reader } = storeOf(recordsOf(0, 100));
    await withReader(path, async (other) => {
      expect(await other.experiments()).toEqual(await reader.experiments());
      expect(await other.configs('Search.run')).toEqual(
        await reader.configs('Search.run'),
      );
      const page = await other.branches({ limit: 10, total: true });
      expect(page).toEqual(await reader.branches({ limit: 10, total: true }));
      expect(await other.branches({ cursor: page.next })).toEqual(
        await reader.branches({ cursor: page.next }),
      );
      expect(await other.branch('run-7')).toEqual(await reader.branch('run-7'));
      expect(await other.branch('none')).toBeUndefined();
      const { value } = await other.tail({ from: { after: 'run-8' } }).next();
      expect(value).toMatchObject({ id: 'run-9' });
    });
  });

  it('raises the errors of one without', async () => {
    const { folder: path, connection } = storeOf();
    connection.exec('PRAGMA user_version = 99');
    await withReader(path, async (reader) => {
      await expect(reader.experiments()).rejects.toThrow(StoreVersionError);
      await expect(
        reader.tail({ from: { after: 'none' } }).next(),
      ).rejects.toThrow(StoreVersionError);
      connection.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
      await expect(
        reader.tail({ from: { after: 'none' } }).next(),
      ).rejects.toThrow('in the store');
      expect(await reader.experiments()).toEqual([]);
    });
  });

  it('gives up what takes too long, and what waits behind it, and goes on', async () => {
    const { folder: path } = storeOf([]);
    const hang = new URL(
      'data:text/javascript,import "node:worker_threads"; for(;;);',
    );
    await withReader(
      path,
      async (reader) => {
        const answers = [reader.experiments(), reader.branches()];
        for (const answer of answers)
          await expect(answer).rejects.toThrow(StoreReadError);
        await expect(reader.experiments()).rejects.toThrow(
          'longer than timeoutMs, 50 ms',
        );
      },
      { timeoutMs: 50 },
      hang,
    );
  });

  it('tells when its thread ends, and starts another one', async () => {
    const { folder: path } = storeOf([]);
    for (const [program, told] of [
      ['throw new Error("no room")', 'no room'],
      ['process.exit(3)', 'exit code 3'],
    ])
      await withReader(
        path,
        async (reader) => {
          await expect(reader.experiments()).rejects.toThrow(told);
          await expect(reader.experiments()).rejects.toThrow(told);
        },
        {},
        new URL(`data:text/javascript,${program}`),
      );
  });

  it('has 256 queries wait at most', async () => {
    const { folder: path } = storeOf(recordsOf(0, 3));
    await withReader(path, async (reader) => {
      const answers = await Promise.allSettled(
        Array.from({ length: 300 }, () => reader.experiments()),
      );
      const refused = answers.flatMap((answer) =>
        answer.status === 'rejected' ? [String(answer.reason)] : [],
      );
      expect(refused).toHaveLength(44);
      expect(refused[0]).toContain('256 queries wait');
    });
  });

  it('lets a process end that has not closed it', async () => {
    const { path } = storeOf(recordsOf(0, 3));
    const child = spawn(
      process.execPath,
      [programs.reader, path, programs.thread],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject([
      { n: 3 },
    ]);
  });
});

describe('while another process writes', () => {
  it('every answer is of one moment, nothing is missed, and all is there when it was killed', async () => {
    const path = join(tempFolder(), 'branches.db');
    const child = spawn(process.execPath, [programs.writer, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const lines = createInterface(child.stdout);
      let written = 0;
      lines.on('line', (line) => (written = Number(line)));
      await once(lines, 'line');
      await withReader(path, async (reader) => {
        const seen: string[] = [];
        const tail = reader.tail({ from: 'start', pollMs: 1 });
        let before = 0;
        for (let round = 0; round < 40; round++) {
          const reported = written;
          const configs = await reader.configs('Search.run');
          const n = configs.reduce((sum, config) => sum + config.n, 0);
          expect(n % 20).toBe(0);
          expect(n).toBeGreaterThanOrEqual(Math.max(before, reported));
          for (const { scores, n: all } of configs)
            expect(scores['exact']?.n).toBe(all);
          before = n;
          const { branches, total = 0 } = await reader.branches({
            total: true,
            limit: 1,
          });
          expect(branches[0]?.id).toBe(`run-${total - 1}`);
          for (let taken = 0; taken < 20; taken++)
            seen.push(String((await tail.next()).value?.id));
        }
        expect(seen).toEqual(idsOf(recordsOf(0, 800)));
        child.kill('SIGKILL');
        await once(child, 'close');
        const [found] = await reader.experiments();
        expect(found?.n).toBeGreaterThanOrEqual(written);
      });
      // Nobody has it open now, and its log is still there.
      const [found] = await openReader(path).experiments();
      expect(found?.n).toBeGreaterThanOrEqual(written);
    } finally {
      child.kill('SIGKILL');
    }
  }, 30_000);
});

describe('while an application records in another process', () => {
  it('a tail has every branch once, in order, and figures and pages grow with it', async () => {
    const path = tempFolder();
    const child = spawn(process.execPath, [programs.store, path], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.stdout.resume();
    try {
      await withReader(path, async (reader) => {
        const seen: string[] = [];
        let before = 0;
        for await (const { id } of reader.tail({ from: 'start', pollMs: 5 })) {
          seen.push(id);
          if (seen.length % 100 !== 0) continue;
          const [experiment] = await reader.experiments();
          expect(experiment?.n).toBeGreaterThanOrEqual(seen.length);
          expect(experiment?.n).toBeGreaterThanOrEqual(before);
          before = experiment?.n ?? 0;
          const { branches } = await reader.branches({ limit: 3 });
          expect(branches).toHaveLength(3);
          if (seen.length === 1_000) break;
        }
        expect(seen).toEqual(idsOf(recordsOf(0, 1_000)));
        child.kill('SIGKILL');
        await once(child, 'close');
        expect((await reader.branch('run-999'))?.payload?.output).toEqual({
          text: 'answer 999',
        });
      });
    } finally {
      child.kill('SIGKILL');
    }
  }, 30_000);
});
