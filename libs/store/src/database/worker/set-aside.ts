import { renameSync, rmSync, statSync } from 'node:fs';

/**
 * Moves a damaged database out of the way, with what belongs to it. Nothing of this
 * process may have it open: when that is closed, it deletes the write-ahead log of the
 * file that has the name then.
 *
 * @returns where it is now.
 * @throws what the file system throws.
 * @internal
 */
export function setAside(path: string, epochMs: number): string {
  const time = new Date(epochMs).toISOString().replaceAll(/[-:.]/g, '');
  const aside = `${path}.damaged-${time}`;
  renameSync(path, aside);
  for (const end of ['-wal', '-shm']) {
    try {
      renameSync(`${path}${end}`, `${aside}${end}`);
    } catch {
      // It is not there; a new database must not find it.
      rmSync(`${path}${end}`, { force: true });
    }
  }
  return aside;
}

/** Which file is at a path, if any. @internal */
export function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}
