import { mkdirSync, rmSync } from 'node:fs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { tempFolder } from '../journal/journal.fixture.js';
import type { JournalPosition } from '../journal/journal-position.interface.js';
import { Notices } from '../journal/notices.js';
import { type SinkFiles, sinkFiles } from '../journal/sink-files.js';
import { PersistedCursor } from './persisted-cursor.js';

let files: SinkFiles;
let said: string[];

beforeEach(() => {
  files = sinkFiles(tempFolder(), 'sink');
  said = [];
});

const makeCursor = (): PersistedCursor =>
  new PersistedCursor('sink', files, new Notices((line) => said.push(line)));

const at = (offset: number): JournalPosition => ({
  journal: { segment: 1, offset },
});

describe('the cursor of a sink', () => {
  it('is where it was in the next process', async () => {
    const cursor = makeCursor();
    cursor.move(at(7));
    expect(cursor.isDirty).toBe(true);
    expect(await cursor.save()).toBe(true);
    expect(cursor.isDirty).toBe(false);
    const next = makeCursor();
    await next.load();
    expect(next.position).toEqual(at(7));
  });

  it('that moves on while it is saved has something to save still', async () => {
    const cursor = makeCursor();
    cursor.move(at(1));
    const saving = cursor.save();
    cursor.move(at(2));
    await saving;
    expect(cursor.isDirty).toBe(true);
  });

  it('stays where it is when its file is gone', async () => {
    const cursor = makeCursor();
    cursor.move(at(1));
    await cursor.save();
    rmSync(files.folder, { recursive: true });
    await cursor.load();
    expect(cursor.position).toEqual(at(1));
  });

  it('that cannot be saved says so once, and is saved later', async () => {
    const cursor = makeCursor();
    mkdirSync(files.cursor, { recursive: true });
    cursor.move(at(1));
    expect([await cursor.save(), await cursor.save()]).toEqual([false, false]);
    expect(cursor.isDirty).toBe(true);
    expect(said).toEqual([
      expect.stringContaining('cannot keep how far it is'),
    ]);
    rmSync(files.cursor, { recursive: true });
    expect(await cursor.save()).toBe(true);
    expect(cursor.isDirty).toBe(false);
  });
});
