import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundle } from '../journal/child-bundle.fixture.js';
import { readAll, tempFolder } from '../journal/journal.fixture.js';
import { sinkFiles } from '../journal/sink-files.js';
import {
  existing,
  fast,
  KeepingBackend,
  openStore,
  statsOf,
} from '../store/store.fixture.js';

// Under the workspace, so that it finds its packages.
const root = resolve(fileURLToPath(import.meta.url), '../../../../..');
const program = join(root, 'test-results', `sink-child-${process.pid}.mjs`);
const ROUNDS = 8;

beforeAll(() => bundle('../sinks/sink-child.fixture.ts', program), 60_000);
afterAll(() => rmSync(program, { force: true }));

interface Reports {
  readonly recorded: string[];
  readonly delivered: string[];
}

/** Starts a process, kills it some time after its first delivery, and gives what it reported. */
async function killed(folder: string): Promise<Reports> {
  const child: ChildProcess = spawn(process.execPath, [program, folder], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const reports = child.stdio[3] as Readable;
  const ended = once(child, 'close');
  let text = '';
  let isDue = false;
  reports.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
    if (isDue || !text.includes('\nD ')) return;
    isDue = true;
    setTimeout(() => child.kill('SIGKILL'), Math.random() * 150);
  });
  expect(await ended).toEqual([null, 'SIGKILL']);
  // What stands behind the last line break is half of an id.
  const lines = text.split('\n').slice(0, -1);
  const of = (kind: string): string[] =>
    lines.flatMap((line) => (line.startsWith(kind) ? [line.slice(2)] : []));
  return { recorded: of('R '), delivered: of('D ') };
}

describe('processes that are killed in the middle of a delivery', () => {
  it('leave what was recorded to the next one, and a cursor that is not ahead', async () => {
    const folder = tempFolder();
    const recorded: string[] = [];
    const delivered = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      const reports = await killed(folder);
      recorded.push(...reports.recorded);
      for (const id of reports.delivered) delivered.add(id);
      const cursor = existing(sinkFiles(folder, 'sink').cursor) || '{}';
      const rest = await readAll(folder, {
        from: JSON.parse(cursor) as Record<string, never>,
      });
      const ahead = new Set(rest.ids);
      const all = (await readAll(folder)).ids;
      expect(all.filter((id) => !ahead.has(id) && !delivered.has(id))).toEqual(
        [],
      );
    }
    const backend = new KeepingBackend();
    const { store } = openStore({ folder, sinks: [fast(backend)] });
    expect(await store.delivered(60_000)).toBe(true);
    const { ids } = await readAll(folder);
    const got = new Set([...delivered, ...backend.ids]);
    expect(recorded.length).toBeGreaterThan(1_000);
    expect(recorded.filter((id) => !got.has(id))).toEqual([]);
    expect(ids.filter((id) => !got.has(id))).toEqual([]);
    expect(statsOf(store)).toMatchObject({ deadLettered: 0, unreadable: 0 });
  }, 180_000);
});
