import { join } from 'node:path';
import type { JournalFs } from './journal-seams.interface.js';
import {
  hasEnded,
  type ProcessIdentity,
  thisProcess,
} from './process-identity.js';
import { removeFile } from './remove-file.js';
import { lockName, parseLockName } from './segment-name.js';

/**
 * Whose journal it is: `ended` when nobody writes to it any more, `held` by a
 * process that is there, or by one that nobody can tell about from here.
 *
 * @internal
 */
export type Holder = 'held' | 'unknown' | 'ended';

/** Says in the folder which process writes to a journal. @internal */
export function takeLock(fs: JournalFs, folder: string, journal: string): void {
  const path = join(folder, lockName(journal));
  const draft = `${path}.tmp`;
  // Renamed, so that nobody finds half of it.
  fs.writeFileSync(draft, JSON.stringify(thisProcess()));
  fs.renameSync(draft, path);
}

/** @internal */
export function releaseLock(
  fs: JournalFs,
  folder: string,
  journal: string,
): void {
  removeFile(fs, join(folder, lockName(journal)));
}

/** The journals of a folder that have a lock, with who holds it. @internal */
export function readLocks(fs: JournalFs, folder: string): Map<string, Holder> {
  const journals = fs
    .readdirSync(folder)
    .flatMap((file) => parseLockName(file) ?? []);
  return new Map(
    journals.map((journal) => [journal, holderOf(fs, folder, journal)]),
  );
}

function holderOf(fs: JournalFs, folder: string, journal: string): Holder {
  try {
    const text = fs.readFileSync(join(folder, lockName(journal)), 'utf8');
    const owner = JSON.parse(text) as ProcessIdentity;
    if (hasEnded(owner)) return 'ended';
    return owner.place === thisProcess().place ? 'held' : 'unknown';
  } catch {
    return 'unknown';
  }
}
