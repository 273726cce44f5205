import { codeOf } from '../../journal/code-of.js';
import { sqliteCode } from '../driver/sqlite-code.js';
import { fileShortage } from '../driver/file-shortage.js';
import { remedyFor } from './remedies.js';
import { inodeOf } from './set-aside.js';
import type { WorkerFault } from './worker-messages.js';

const DAMAGE: ReadonlySet<unknown> = new Set([
  'SQLITE_CORRUPT',
  'SQLITE_NOTADB',
]);

/** What went wrong with a database, for people. @internal */
export function faultOf(error: unknown, path: string): WorkerFault {
  const { message } = (error ?? {}) as { message?: unknown };
  const text = String(message ?? error);
  const own = codeOf(error);
  if (own.startsWith('SPEARMINT_E_'))
    return {
      code: own,
      damage: undefined,
      isLasting: true,
      message: `The database "${path}" is not used: ${text} Branches wait in the journal meanwhile.`,
    };
  const code = causeOf(sqliteCode(error) ?? own);
  return {
    code,
    isLasting: false,
    damage: DAMAGE.has(code) ? { code, inode: inodeOf(path) ?? 0 } : undefined,
    message:
      `${code}: the database "${path}" was not written (${text}). ` +
      `Branches wait in the journal, and it is tried again. ${remedyFor(code)}`,
  };
}

/** SQLite says of a file that could not be opened no more than that. */
function causeOf(code: string): string {
  const isUnclear = code === 'SQLITE_CANTOPEN' || code === 'SQLITE_IOERR';
  return (isUnclear ? fileShortage() : undefined) ?? code;
}

/** Why a thread ended that has not told so itself. @internal */
export function crashOf({ message }: Error, path: string): WorkerFault {
  const code = fileShortage() ?? /\bE[MN]FILE\b/.exec(message)?.[0];
  if (code !== undefined) return faultOf({ code, message }, path);
  return {
    code: 'crash',
    damage: undefined,
    isLasting: false,
    message: `The thread that writes the database ended: ${message}. It is started again; branches wait in the journal.`,
  };
}
