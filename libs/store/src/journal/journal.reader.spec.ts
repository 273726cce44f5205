import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { encodeRecord } from './encode-record.js';
import {
  asRead,
  filesOf,
  idsOf,
  openJournal,
  readAll,
  recordOf,
  recordsOf,
  tempFolder,
} from './journal.fixture.js';
import { encodeLine } from './journal-line.js';
import { JournalReader } from './journal.reader.js';
import { PositionFile } from './position-file.js';
import { newJournalName, segmentName } from './segment-name.js';

describe('a reader', () => {
  it('finds nothing in a folder that is not there', async () => {
    const read = await readAll(join(tempFolder(), 'none'));
    expect(read).toMatchObject({ ids: [], position: {} });
  });

  it('gives batches, each with the place to go on from', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    await journal.logBranches(recordsOf(0, 10));
    const reader = new JournalReader(folder, { batchSize: 4 });
    const rests: string[][] = [];
    const sizes: number[] = [];
    for await (const { entries, position } of reader.read()) {
      sizes.push(entries.length);
      rests.push((await readAll(folder, { from: position })).ids);
    }
    expect(sizes).toEqual([4, 4, 2]);
    expect(rests).toEqual(
      [4, 8, 10].map((from) => idsOf(recordsOf(from, 10 - from))),
    );
    expect(reader.stats().read).toBe(10);
  });

  it('goes on where a process before it was, through a file', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder, segmentBytes: 1_024 });
    const file = new PositionFile(join(tempFolder(), 'sink.json'));
    const seen: string[] = [];
    for (let round = 0; round < 5; round++) {
      await journal.logBranches(recordsOf(round * 10, 10));
      const { ids, position } = await readAll(folder, {
        from: await file.load(),
      });
      seen.push(...ids);
      await file.save(position);
    }
    expect(seen).toEqual(idsOf(recordsOf(0, 50)));
  });

  it('says of a file that holds no position that it does not', async () => {
    const path = join(tempFolder(), 'sink.json');
    writeFileSync(path, '{"half');
    await expect(new PositionFile(path).load()).rejects.toThrow(SyntaxError);
    const folder = new PositionFile(tempFolder());
    await expect(folder.load()).rejects.toThrow('EISDIR');
  });

  it('follows what is written, from before there is a folder until it is told to stop', async () => {
    const folder = join(tempFolder(), 'journal');
    const { journal } = openJournal({ folder, segmentBytes: 1_024 });
    const stop = new AbortController();
    const reader = new JournalReader(folder, { pollMs: 1 });
    const ids: string[] = [];
    const next = { index: 0 };
    const write = (): void =>
      void journal.logBranches([recordOf(next.index++)]);
    const first = setTimeout(write, 5);
    for await (const { entries } of reader.read({
      follow: true,
      signal: stop.signal,
    })) {
      ids.push(...idsOf(entries.map(({ record }) => record)));
      if (ids.length === 30) stop.abort();
      // One after the other is written only when the one before has arrived.
      else if (entries.length > 0) write();
    }
    clearTimeout(first);
    expect(ids).toEqual(idsOf(recordsOf(0, 30)));
    expect(reader.stats()).toEqual({
      read: 30,
      unreadable: 0,
      torn: 0,
      missed: 0,
    });
  });

  it('goes on behind segments that are deleted while it reads', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder, segmentBytes: 1_024 });
    for (const record of recordsOf(0, 30)) await journal.logBranches([record]);
    await journal.close();
    const [, second = '', third = ''] = filesOf(folder);
    const reader = new JournalReader(folder);
    const ids: string[] = [];
    for await (const { entries } of reader.read()) {
      if (ids.length === 0) for (const path of [second, third]) rmSync(path);
      ids.push(...idsOf(entries.map(({ record }) => record)));
    }
    expect(ids.at(-1)).toBe('run-29');
    expect(ids.length).toBeLessThan(30);
    expect(reader.stats()).toMatchObject({ read: ids.length, missed: 2 });
  });

  it('stops while it waits, and before it has begun', async () => {
    const reader = new JournalReader(tempFolder(), { pollMs: 60_000 });
    const stop = new AbortController();
    const reading = reader.read({ follow: true, signal: stop.signal }).next();
    stop.abort();
    expect(await reading).toMatchObject({ done: true });
    const again = reader.read({ signal: stop.signal }).next();
    expect(await again).toMatchObject({ done: true });
  });

  it('waits for the rest of a line', async () => {
    const folder = tempFolder();
    const path = join(folder, segmentName(newJournalName(0), 1));
    const lines = recordsOf(0, 2).map((one) => encodeRecord(one, 262_144).line);
    const text = lines.join('');
    writeFileSync(path, text.slice(0, -10));
    const first = await readAll(folder);
    writeFileSync(path, text);
    const rest = await readAll(folder, { from: first.position });
    expect([first.ids, rest.ids]).toEqual([['run-0'], ['run-1']]);
    expect(first.stats).toMatchObject({ torn: 0, unreadable: 0 });
  });

  it('leaves out a damaged record, counts it and says it once', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    await journal.logBranches(recordsOf(0, 5));
    const [path = ''] = filesOf(folder);
    const lines = recordsOf(0, 5).map((one) => encodeRecord(one, 262_144).line);
    for (const index of [1, 3])
      lines[index] = lines[index]?.replace('answer', 'Answer') ?? '';
    writeFileSync(path, lines.join(''));
    const read = await readAll(folder);
    expect(read.ids).toEqual(['run-0', 'run-2', 'run-4']);
    expect(read.stats).toMatchObject({ read: 3, unreadable: 2 });
    expect(read.said).toEqual([
      expect.stringContaining(`"${path}" has lines that are damaged`),
    ]);
  });

  it('reads the record behind a line break that was destroyed', async () => {
    const folder = tempFolder();
    const path = join(folder, segmentName(newJournalName(0), 1));
    const lines = recordsOf(0, 3).map((one) => encodeRecord(one, 262_144).line);
    lines[0] = lines[0]?.replace('\n', 'x') ?? '';
    writeFileSync(path, lines.join(''));
    const read = await readAll(folder);
    expect(read.ids).toEqual(['run-1', 'run-2']);
    expect(read.stats).toMatchObject({ read: 2, unreadable: 1 });
  });

  it('leaves out lines of another version', async () => {
    const folder = tempFolder();
    const line = encodeLine('{}', []);
    const path = join(folder, segmentName(newJournalName(0), 1));
    const { crc32 } = await import('node:zlib');
    const covered = '"v":2,"branch":{}}';
    const other = `{"crc32":"${crc32(covered).toString(16).padStart(8, '0')}",${covered}\n`;
    writeFileSync(path, line + other);
    expect((await readAll(folder)).stats).toMatchObject({
      read: 1,
      unreadable: 1,
    });
  });

  it('reads what is left of a segment that was cut short, and the next ones', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder, segmentBytes: 2_048 });
    for (const record of recordsOf(0, 12)) await journal.logBranches([record]);
    const all = await readAll(folder);
    const [first = ''] = filesOf(folder);
    truncateSync(first, 500);
    const read = await readAll(folder);
    expect(read.stats.torn).toBe(1);
    expect(read.ids[0]).toBe('run-0');
    expect(all.ids).toEqual(expect.arrayContaining(read.ids));
    expect(read.ids.at(-1)).toBe('run-11');
    const again = await readAll(folder, { from: read.position });
    expect([again.ids, again.stats.torn]).toEqual([[], 0]);
  });

  it('counts segments that were deleted before it came to them', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder, segmentBytes: 1_024 });
    await journal.logBranches([recordOf(0)]);
    const { position } = await readAll(folder);
    for (const record of recordsOf(1, 20)) await journal.logBranches([record]);
    for (const path of filesOf(folder).slice(0, 3)) rmSync(path);
    const read = await readAll(folder, { from: position });
    expect(read.stats.missed).toBe(2);
    expect(read.ids.at(-1)).toBe('run-20');
  });

  it('forgets journals that are gone, not those of a folder that is away', async () => {
    const folder = tempFolder();
    const [one, two] = [0, 1].map(() => openJournal({ folder }).journal);
    await one?.logBranches([recordOf(0)]);
    await two?.logBranches([recordOf(1)]);
    const { position } = await readAll(folder);
    rmSync(
      filesOf(folder).find((path) => path.includes(one?.name ?? '')) ?? '',
    );
    await two?.logBranches([recordOf(2)]);
    const later = await readAll(folder, { from: position });
    expect(Object.keys(later.position)).toEqual([two?.name]);
    const away = await readAll(join(folder, 'away'), { from: position });
    expect(away.position).toEqual(position);
  });

  it('reads records larger than what it reads at once', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder, maxRecordBytes: 2 ** 22 });
    const large = recordOf(1, { output: 'é'.repeat(600_000) });
    await journal.logBranches([recordOf(0), large, recordOf(2)]);
    expect((await readAll(folder)).records).toEqual(
      [recordOf(0), large, recordOf(2)].map(asRead),
    );
  });

  it('passes on what keeps it from reading', async () => {
    const path = join(tempFolder(), 'file');
    writeFileSync(path, '');
    await expect(new JournalReader(path).read().next()).rejects.toThrow(
      'ENOTDIR',
    );
  });
});
