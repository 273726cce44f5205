const SPACE = 'Free some disk space, or lower maxBytes.';
const RIGHTS =
  'See that the folder is there and that the application may write to it.';

const REMEDIES: Readonly<Record<string, string>> = {
  SQLITE_FULL: SPACE,
  ENOSPC: SPACE,
  SQLITE_BUSY:
    'See which other program writes to the file; the store has to be the only one.',
  SQLITE_IOERR: 'See whether the disk is full or damaged.',
  EMFILE:
    'See which files and sockets this process keeps open, or raise its limit (ulimit -n).',
  ENFILE:
    'See which programs of this machine keep files open, or raise its limit (fs.file-max).',
};

/** What people do about a fault, by its code. @internal */
export function remedyFor(code: string): string {
  return REMEDIES[code] ?? RIGHTS;
}
