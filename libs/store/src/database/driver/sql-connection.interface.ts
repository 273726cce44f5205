/** What a column holds, and what a parameter can be. @internal */
export type SqlValue = null | number | string | Uint8Array;

/** A row, by the names of its columns. @internal */
export type SqlRow = Record<string, SqlValue>;

/** A statement that is prepared once and run often. @internal */
export interface SqlStatement {
  /** @returns how many rows it changed. */
  run(...parameters: readonly SqlValue[]): number;
  /** The first row; for statements that have one at most. */
  get<T extends object = SqlRow>(
    ...parameters: readonly SqlValue[]
  ): T | undefined;
  all<T extends object = SqlRow>(...parameters: readonly SqlValue[]): T[];
}

/** A connection to one database file. Synchronous, as all drivers are. @internal */
export interface SqlConnection {
  /** Runs any number of statements, without parameters and results. */
  exec(sql: string): void;
  /** The same statement for the same text, as long as the connection is open. */
  prepare(sql: string): SqlStatement;
  /** Can be called twice. */
  close(): void;
}

/** How a file is opened. @internal */
export interface OpenOptions {
  /** Whether writing fails, and a file that is missing too. */
  readonly readOnly?: boolean;
}

/** One of the libraries that bring SQLite. @internal */
export interface SqlDriver {
  readonly name: SqlDriverName;
  /** @throws what the library throws; `sqliteCode` reads it. */
  open(path: string, options?: OpenOptions): SqlConnection;
}

/** The libraries that can be used, the preferred one first. @publicApi */
export type SqlDriverName = 'node:sqlite' | 'better-sqlite3' | 'libsql';
