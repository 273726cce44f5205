import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type {
  OpenOptions,
  SqlDriver,
  SqlStatement,
  SqlValue,
} from './sql-connection.interface.js';
import { CachingConnection } from './statement-cache.js';

/** What `better-sqlite3` and `libsql` have in common. */
type AddonDatabase = new (
  path: string,
  options: { readonly: boolean; fileMustExist: boolean },
) => {
  exec(sql: string): unknown;
  prepare(sql: string): AddonStatement;
  close(): unknown;
};

interface AddonStatement {
  run(...parameters: readonly SqlValue[]): { readonly changes: number };
  all(...parameters: readonly SqlValue[]): unknown[];
}

/**
 * A package with the interface of `better-sqlite3`.
 *
 * @throws what loading it throws.
 * @internal
 */
export function addonDriver(name: 'better-sqlite3' | 'libsql'): SqlDriver {
  const Database = createRequire(import.meta.url)(name) as AddonDatabase;
  return {
    name,
    open(path, { readOnly = false }: OpenOptions = {}) {
      if (readOnly && !existsSync(path))
        throw Object.assign(new Error(`There is no "${path}".`), {
          code: 'SQLITE_CANTOPEN',
        });
      // libsql takes no notice of `readonly`, but of what a URI says.
      const file =
        readOnly && name === 'libsql'
          ? `${pathToFileURL(path).href}?mode=ro`
          : path;
      const database = new Database(file, {
        readonly: readOnly,
        fileMustExist: readOnly,
      });
      return new CachingConnection({
        exec: (sql) => database.exec(sql),
        prepare: (sql) => statementOf(database.prepare(sql)),
        close: () => database.close(),
      });
    },
  };
}

function statementOf(statement: AddonStatement): SqlStatement {
  return {
    run: (...parameters) => statement.run(...parameters).changes,
    // libsql puts figures of its own into the rows of its `get`.
    get: <T>(...parameters: readonly SqlValue[]) =>
      statement.all(...parameters)[0] as T | undefined,
    all: <T>(...parameters: readonly SqlValue[]) =>
      statement.all(...parameters) as T[],
  };
}
