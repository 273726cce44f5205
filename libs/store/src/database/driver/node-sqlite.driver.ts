import type {
  OpenOptions,
  SqlDriver,
  SqlStatement,
  SqlValue,
} from './sql-connection.interface.js';
import { CachingConnection } from './statement-cache.js';

/** What is used of `node:sqlite`; the types of Node 20 do not have it. */
interface NodeSqlite {
  readonly DatabaseSync: new (
    path: string,
    options: { readOnly: boolean },
  ) => {
    exec(sql: string): void;
    prepare(sql: string): NodeStatement;
    close(): void;
  };
}

interface NodeStatement {
  run(...parameters: readonly SqlValue[]): {
    readonly changes: number | bigint;
  };
  get(...parameters: readonly SqlValue[]): unknown;
  all(...parameters: readonly SqlValue[]): unknown[];
}

/** The SQLite that Node brings, from 22.13 on. @internal */
export function nodeSqliteDriver(): SqlDriver | undefined {
  const sqlite = withoutWarning(
    () => process.getBuiltinModule('node:sqlite') as NodeSqlite | undefined,
  );
  if (sqlite === undefined) return undefined;
  return {
    name: 'node:sqlite',
    open(path, { readOnly = false }: OpenOptions = {}) {
      const database = new sqlite.DatabaseSync(path, { readOnly });
      return new CachingConnection({
        exec: (sql) => database.exec(sql),
        prepare: (sql) => statementOf(database.prepare(sql)),
        close: () => database.close(),
      });
    },
  };
}

function statementOf(statement: NodeStatement): SqlStatement {
  return {
    run: (...parameters) => Number(statement.run(...parameters).changes),
    get: <T>(...parameters: readonly SqlValue[]) =>
      statement.get(...parameters) as T | undefined,
    all: <T>(...parameters: readonly SqlValue[]) =>
      statement.all(...parameters) as T[],
  };
}

/**
 * Node 22 warns that the module is experimental where it is loaded. That is no
 * news to the users of an application; any other warning passes. Nothing else
 * runs meanwhile.
 */
function withoutWarning<T>(load: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (rest[0] === 'ExperimentalWarning' && /SQLite/.test(String(warning)))
      return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
