import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs';
import {
  afterEach,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { tempFolder } from '../journal/journal.fixture.js';
import type { JournalFs } from '../journal/journal-seams.interface.js';
import { thisProcess } from '../journal/process-identity.js';
import { type SinkFiles, sinkFiles } from '../journal/sink-files.js';
import { SinkLease } from './sink-lease.js';

let files: SinkFiles;
const leases: SinkLease[] = [];

beforeEach(() => {
  jest.useFakeTimers();
  files = sinkFiles(tempFolder(), 'sink');
});
afterEach(() => {
  for (const lease of leases.splice(0)) lease.release();
  jest.useRealTimers();
});

function makeLease(system: JournalFs = fs): SinkLease {
  const lease = new SinkLease(files, { fs: system, date: () => Date.now() });
  leases.push(lease);
  return lease;
}

/** A lease as another process leaves it. */
function leaveBehind(owner: object | string, ageMs = 0): void {
  mkdirSync(files.folder, { recursive: true });
  const text =
    typeof owner === 'string'
      ? owner
      : JSON.stringify({ ...thisProcess(), token: 'theirs', ...owner });
  writeFileSync(files.lease, text);
  const at = (Date.now() - ageMs) / 1_000;
  utimesSync(files.lease, at, at);
}

describe('the lease of a sink', () => {
  it('is had by one at a time', () => {
    const [one, two] = [makeLease(), makeLease()];
    expect([one.take(), two.take(), one.take()]).toEqual([true, false, true]);
    one.release();
    expect([one.isHeld, two.take()]).toEqual([false, true]);
  });

  it('is not taken again by one that has released it, so that the next one has it', () => {
    const [one, two] = [makeLease(), makeLease()];
    one.take();
    one.release();
    expect([one.take(), two.take()]).toEqual([false, true]);
  });

  it('is taken over at once from a process that has ended', () => {
    leaveBehind({ pid: spawnSync('true').pid });
    expect(makeLease().take()).toBe(true);
  });

  it.each([
    ['runs', {}],
    ['is on another host', { place: 'elsewhere', pid: 1 }],
    ['nobody can name', 'half of a le'],
  ])('is left to a process that %s until it is not renewed', (_, owner) => {
    leaveBehind(owner, 20_000);
    const lease = makeLease();
    expect(lease.take()).toBe(false);
    leaveBehind(owner, 31_000);
    expect(lease.take()).toBe(true);
  });

  it('is renewed while it is held', () => {
    const lease = makeLease();
    lease.take();
    const old = (Date.now() - 60_000) / 1_000;
    utimesSync(files.lease, old, old);
    jest.advanceTimersByTime(5_000);
    expect(makeLease().take()).toBe(false);
  });

  it('is given up by one that finds another has it', () => {
    const lease = makeLease();
    lease.take();
    leaveBehind({});
    jest.advanceTimersByTime(5_000);
    expect(lease.isHeld).toBe(false);
    lease.release();
    expect(readFileSync(files.lease, 'utf8')).toContain('theirs');
  });

  it('is not had by one that another has overtaken while it took it', () => {
    const lease = makeLease({
      ...fs,
      renameSync: (from, to) => {
        fs.renameSync(from, to);
        leaveBehind({});
      },
    });
    expect(lease.take()).toBe(false);
    expect(lease.isHeld).toBe(false);
  });

  it('is left where it is by one that does not know yet that another has it', () => {
    const lease = makeLease();
    lease.take();
    leaveBehind({});
    lease.release();
    expect(readFileSync(files.lease, 'utf8')).toContain('theirs');
  });
});
