import { codeOf } from '../../journal/code-of.js';
import { sqliteCode } from '../driver/sqlite-code.js';
import { StoreFault } from '../store-fault.js';
import { inodeOf } from './set-aside.js';
import type { WorkerFault } from './worker-messages.js';

const RIGHTS =
  'See that the folder is there and that the application may write to it.';
const SPACE = 'Free some disk space, or lower maxBytes.';

const REMEDIES: Readonly<Record<string, string>> = {
  SQLITE_FULL: SPACE,
  ENOSPC: SPACE,
  SQLITE_BUSY:
    'See which other program writes to the file; the store has to be the only one.',
  SQLITE_IOERR: 'See whether the disk is full or damaged.',
};
const DAMAGE: ReadonlySet<unknown> = new Set([
  'SQLITE_CORRUPT',
  'SQLITE_NOTADB',
]);

/** What went wrong with a database, for people. @internal */
export function faultOf(error: unknown, path: string): WorkerFault {
  const { message } = (error ?? {}) as { message?: unknown };
  const text = String(message ?? error);
  if (error instanceof StoreFault)
    return {
      code: error.code,
      damage: undefined,
      message: `The database "${path}" is not used: ${text} Branches wait in the journal meanwhile.`,
    };
  const code = sqliteCode(error) ?? codeOf(error);
  return {
    code,
    damage: DAMAGE.has(code) ? { code, inode: inodeOf(path) ?? 0 } : undefined,
    message:
      `${code}: the database "${path}" was not written (${text}). ` +
      `Branches wait in the journal, and it is tried again. ${REMEDIES[code] ?? RIGHTS}`,
  };
}
