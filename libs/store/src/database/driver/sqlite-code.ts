const NAMES: Readonly<Record<number, string>> = {
  5: 'BUSY',
  6: 'LOCKED',
  8: 'READONLY',
  10: 'IOERR',
  11: 'CORRUPT',
  13: 'FULL',
  14: 'CANTOPEN',
  19: 'CONSTRAINT',
  26: 'NOTADB',
};

/**
 * SQLite's primary result code of what a driver threw, such as `SQLITE_BUSY`;
 * nothing when it is no error of SQLite.
 *
 * @internal
 */
export function sqliteCode(thrown: unknown): string | undefined {
  const { code, errcode, rawCode, message } = (thrown ?? {}) as Record<
    string,
    unknown
  >;
  if (typeof code === 'string' && code.startsWith('SQLITE_'))
    return code.split('_', 2).join('_');
  const raw = errcode ?? rawCode ?? openCode(message);
  if (typeof raw !== 'number') return undefined;
  const primary = raw % 256;
  return `SQLITE_${NAMES[primary] ?? primary}`;
}

/** Where a file could not be opened, some tell it in their message only. */
function openCode(message: unknown): number | undefined {
  const text = String(message);
  // better-sqlite3
  if (text.includes('directory does not exist')) return 14;
  // libsql
  const [, digits] = /^ConnectionFailed.*: (\d+)\W*$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
