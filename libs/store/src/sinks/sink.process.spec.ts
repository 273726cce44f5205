import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundle } from '../journal/child-bundle.fixture.js';
import { readAll, tempFolder } from '../journal/journal.fixture.js';
import type { JournalPosition } from '../journal/journal-position.interface.js';
import { killed } from '../journal/killed.fixture.js';
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
const ROUNDS = 20;

beforeAll(() => bundle('../sinks/sink-child.fixture.ts', program), 60_000);
afterAll(() => rmSync(program, { force: true }));

interface Reports {
  readonly recorded: string[];
  readonly delivered: string[];
  readonly altered: string[];
}

/** Kills a process some time after its first delivery. */
async function kill(folder: string): Promise<Reports> {
  const lines = await killed([program, folder], {
    isDue: (reports) => reports.includes('\nD '),
    withinMs: 150,
  });
  const of = (kind: string): string[] =>
    lines.flatMap((line) =>
      line.startsWith(kind) ? [line.slice(kind.length)] : [],
    );
  return {
    recorded: of('R '),
    delivered: of('D '),
    altered: of('altered '),
  };
}

describe('processes that are killed in the middle of a delivery', () => {
  it('leave what was recorded to the next one, and a cursor that is not ahead', async () => {
    const folder = tempFolder();
    const recorded: string[] = [];
    const delivered = new Set<string>();
    let before: JournalPosition = {};
    for (let round = 0; round < ROUNDS; round++) {
      const reports = await kill(folder);
      expect(reports.altered).toEqual([]);
      recorded.push(...reports.recorded);
      for (const id of reports.delivered) delivered.add(id);
      const text = existing(sinkFiles(folder, 'sink').cursor) || '{}';
      const cursor = JSON.parse(text) as JournalPosition;
      const ahead = new Set((await readAll(folder, { from: cursor })).ids);
      const passed = (await readAll(folder, { from: before })).ids.filter(
        (id) => !ahead.has(id),
      );
      expect(passed.filter((id) => !delivered.has(id))).toEqual([]);
      before = cursor;
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
