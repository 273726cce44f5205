import { sqliteCode } from '../../database/driver/sqlite-code.js';
import { StoreFault } from '../../database/store-fault.js';
import { QueryFault, type ReadFault } from './read-fault.js';

/** What a query threw, as plain data. @internal */
export function faultOf(thrown: unknown): ReadFault {
  if (thrown instanceof QueryFault) return thrown.fault;
  if (thrown instanceof StoreFault) {
    const isVersion = thrown.code === 'SPEARMINT_E_STORE_VERSION';
    return { kind: isVersion ? 'version' : 'file', reason: thrown.message };
  }
  const told = String(
    (thrown as Partial<Error> | undefined)?.message ?? thrown,
  );
  switch (sqliteCode(thrown)) {
    case 'SQLITE_NOTADB':
      return {
        kind: 'file',
        reason:
          'It is no SQLite file. Name the one that the store writes, branches.db.',
      };
    case 'SQLITE_CORRUPT':
      return {
        kind: 'file',
        reason: `It is damaged (${told}). Start the application, which makes it again from the journal.`,
      };
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
      return {
        kind: 'file',
        reason:
          `It cannot be opened (${told}). See whether this process may read the file and write in its folder, ` +
          'where SQLite keeps a small file of its readers. Else copy the file, and those whose names begin like it, and read the copy.',
      };
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return {
        kind: 'read',
        reason:
          'Another process has locked it for more than five seconds. Ask again.',
      };
    default:
      return { kind: 'read', reason: `${told}. Ask again.` };
  }
}
