import type {
  SqlConnection,
  SqlStatement,
} from './sql-connection.interface.js';

/** What is needed of a library to make a connection of it. @internal */
export interface RawConnection {
  exec(sql: string): unknown;
  prepare(sql: string): SqlStatement;
  close(): unknown;
}

const CLOSED = 'The connection to the database is closed.';

/**
 * A connection that prepares each text once: libsql loses, without an error, what
 * fresh statements write after it was refused a lock, and preparing takes longer
 * than running.
 *
 * @internal
 */
export class CachingConnection implements SqlConnection {
  private readonly statements = new Map<string, SqlStatement>();
  private isClosed = false;

  constructor(private readonly raw: RawConnection) {}

  exec(sql: string): void {
    this.check();
    this.raw.exec(sql);
  }

  prepare(sql: string): SqlStatement {
    this.check();
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      statement = this.guarded(this.raw.prepare(sql));
      this.statements.set(sql, statement);
    }
    return statement;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.statements.clear();
    this.raw.close();
  }

  /** libsql lets statements run on after the connection was closed. */
  private guarded(statement: SqlStatement): SqlStatement {
    return {
      run: (...parameters) => {
        this.check();
        return statement.run(...parameters);
      },
      get: (...parameters) => {
        this.check();
        return statement.get(...parameters);
      },
      all: (...parameters) => {
        this.check();
        return statement.all(...parameters);
      },
    };
  }

  private check(): void {
    if (this.isClosed) throw new Error(CLOSED);
  }
}
