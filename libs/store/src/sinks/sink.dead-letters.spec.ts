import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  idsOf,
  recordOf,
  recordsOf,
  tempFolder,
} from '../journal/journal.fixture.js';
import { sinkFiles } from '../journal/sink-files.js';
import {
  fast,
  hang,
  KeepingBackend,
  openStore,
  refusing,
  SOON,
  blockWith,
  until,
  statsOf,
} from '../store/store.fixture.js';
import type { DeadLetter } from './dead-letter.interface.js';

const lettersIn = (folder: string): DeadLetter[] =>
  readFileSync(
    join(sinkFiles(folder, 'sink').folder, 'dead-letters.jsonl'),
    'utf8',
  )
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as DeadLetter);

describe('a record that its backend refuses while it takes others', () => {
  it.each([
    ['first', 0],
    ['in the middle', 4],
    ['last but one', 8],
  ])('and that comes %s becomes a dead letter', async (_, at) => {
    const folder = tempFolder();
    const backend = new KeepingBackend(refusing(`run-${at}`));
    const { store, said } = openStore({ folder, sinks: [fast(backend)] });
    await store.logBranches(recordsOf(0, 10));
    expect(await store.delivered(SOON)).toBe(true);
    expect([...new Set(backend.ids)]).toEqual(
      idsOf(recordsOf(0, 10)).filter((id) => id !== `run-${at}`),
    );
    const [letter] = lettersIn(folder);
    expect(letter).toEqual({
      at: expect.stringMatching(/^\d{4}-/),
      error: 'Error: too large',
      tries: 6,
      branch: JSON.parse(JSON.stringify(recordOf(at))) as unknown,
    });
    expect(statsOf(store)).toMatchObject({
      state: 'delivering',
      deadLettered: 1,
      deadLetters: 1,
    });
    expect(said).toEqual([
      expect.stringContaining('does not take records'),
      expect.stringContaining("replayDeadLetters('sink')"),
    ]);
  });

  it('is no dead letter where its backend came up again just then, and the order holds', async () => {
    const backend = new KeepingBackend();
    // Once for both, three times for the first, and up for the second.
    backend.fault = () => {
      if (backend.calls <= 4) throw new Error('connection refused');
    };
    const { store } = openStore({
      folder: tempFolder(),
      sinks: [fast(backend, { attempts: 3 })],
    });
    await store.logBranches(recordsOf(0, 2));
    expect(await store.delivered(SOON)).toBe(true);
    expect(backend.ids).toEqual(['run-1', 'run-0', 'run-1']);
    expect(statsOf(store).deadLettered).toBe(0);
  });

  it('is not looked for behind calls that hang: the backend is down', async () => {
    const alone = new Set<string>();
    const backend = new KeepingBackend((records) => {
      if (records.length === 1) alone.add(records[0]?.id ?? '');
      return hang(records);
    });
    const { store } = openStore({
      folder: tempFolder(),
      sinks: [fast(backend, { attempts: 1, callTimeoutMs: 5 })],
    });
    await store.logBranches(recordsOf(0, 10));
    await until(() => statsOf(store).timeouts >= 12);
    expect(alone).toEqual(new Set(['run-0', 'run-1']));
    expect(statsOf(store).deadLettered).toBe(0);
  });

  it('waits where it is the last one, until another one shows that the backend is up', async () => {
    const backend = new KeepingBackend(refusing('run-1'));
    const { store } = openStore({
      folder: tempFolder(),
      sinks: [fast(backend)],
    });
    await store.logBranches(recordsOf(0, 2));
    await until(() => statsOf(store).retries > 10);
    expect(statsOf(store)).toMatchObject({ state: 'failing', deadLettered: 0 });
    await store.logBranches([recordOf(2)]);
    expect(await store.delivered(SOON)).toBe(true);
    expect(statsOf(store)).toMatchObject({
      state: 'delivering',
      deadLettered: 1,
    });
    expect(new Set(backend.ids)).toEqual(new Set(['run-0', 'run-2']));
  });

  it('stands with others like it', async () => {
    const bad = ['run-2', 'run-3', 'run-4', 'run-7'];
    const backend = new KeepingBackend(refusing(...bad));
    const folder = tempFolder();
    const { store } = openStore({ folder, sinks: [fast(backend)] });
    await store.logBranches(recordsOf(0, 12));
    expect(await store.delivered(SOON)).toBe(true);
    expect(lettersIn(folder).map(({ branch }) => branch.id)).toEqual(bad);
    expect([...new Set(backend.ids)].sort()).toEqual(
      idsOf(recordsOf(0, 12))
        .filter((id) => !bad.includes(id))
        .sort(),
    );
  });

  it('is delivered again by a replay, once its cause is mended', async () => {
    const folder = tempFolder();
    const backend = new KeepingBackend(refusing('run-1', 'run-3'));
    const { store } = openStore({ folder, sinks: [fast(backend)] });
    await store.logBranches(recordsOf(0, 5));
    expect(await store.delivered(SOON)).toBe(true);
    backend.fault = refusing('run-3');
    expect(await store.replayDeadLetters('sink')).toEqual({
      delivered: 1,
      failed: 1,
    });
    expect(backend.ids).toContain('run-1');
    expect(lettersIn(folder)).toMatchObject([
      { branch: { id: 'run-3' }, tries: 7 },
    ]);
    expect(statsOf(store).deadLetters).toBe(1);
    backend.fault = () => undefined;
    expect(await store.replayDeadLetters('sink')).toEqual({
      delivered: 1,
      failed: 0,
    });
    expect(statsOf(store).deadLetters).toBe(0);
    expect(await store.replayDeadLetters('sink')).toEqual({
      delivered: 0,
      failed: 0,
    });
  });

  it('is counted after a restart, and is not the last word of a torn file', async () => {
    const folder = tempFolder();
    const backend = new KeepingBackend(refusing('run-0'));
    const first = openStore({ folder, sinks: [fast(backend)] }).store;
    await first.logBranches(recordsOf(0, 2));
    expect(await first.delivered(SOON)).toBe(true);
    await first.close();
    const path = join(sinkFiles(folder, 'sink').folder, 'dead-letters.jsonl');
    writeFileSync(path, '{"at":"20', { flag: 'a' });
    backend.fault = refusing('run-2');
    const { store } = openStore({ folder, sinks: [fast(backend)] });
    await store.logBranches(recordsOf(2, 2));
    expect(await store.delivered(SOON)).toBe(true);
    expect(lettersIn(folder).map(({ branch }) => branch.id)).toEqual([
      'run-0',
      'run-2',
    ]);
    expect(statsOf(store).deadLetters).toBe(2);
  });

  it('makes room for later ones, the oldest first, which is counted and said', async () => {
    const folder = tempFolder();
    const count = 30;
    const bad = idsOf(recordsOf(0, count));
    const backend = new KeepingBackend(refusing(...bad));
    const { store, said } = openStore({
      folder,
      sinks: [fast(backend, { attempts: 1, deadLetterBytes: 2_000 })],
    });
    // A good one behind each, so that each is to blame by itself.
    for (let index = 0; index < count; index++)
      await store.logBranches([recordOf(index), recordOf(1_000 + index)]);
    expect(await store.delivered(SOON)).toBe(true);
    const { deadLetters, deadLettersLost, deadLettered } = statsOf(store);
    expect(deadLettered).toBe(count);
    expect(deadLetters + deadLettersLost).toBe(count);
    expect(deadLettersLost).toBeGreaterThan(10);
    expect(said.join('\n')).toContain('deadLetterBytes (2000)');
    backend.fault = () => undefined;
    const before = backend.ids.length;
    await store.replayDeadLetters('sink');
    expect(backend.ids.slice(before)).toEqual(bad.slice(deadLettersLost));
  });

  it('stays where it is when the dead letters cannot be written', async () => {
    const folder = tempFolder();
    const backend = new KeepingBackend(refusing('run-0'));
    const { store, said } = openStore({ folder, sinks: [fast(backend)] });
    const path = join(sinkFiles(folder, 'sink').folder, 'dead-letters.jsonl');
    // A folder stands where the file should be.
    blockWith(path);
    await store.logBranches(recordsOf(0, 2));
    await until(() => said.some((line) => line.includes('dead letter')));
    expect(said).toContainEqual(expect.stringContaining('cannot be read'));
    expect(statsOf(store)).toMatchObject({ deadLettered: 0 });
    rmSync(path, { recursive: true });
    expect(await store.delivered(SOON)).toBe(true);
    expect(statsOf(store)).toMatchObject({ deadLettered: 1 });
  });
});
