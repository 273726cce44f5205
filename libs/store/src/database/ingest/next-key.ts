import type { SqlConnection } from '../driver/sql-connection.interface.js';

/**
 * Gives keys for the new rows of a table. There is one writer, so that it can count
 * by itself.
 *
 * @internal
 */
export class NextKey {
  private last: number | undefined = undefined;

  constructor(
    private readonly connection: SqlConnection,
    private readonly table: string,
  ) {}

  take(): number {
    this.last ??= this.read();
    return ++this.last;
  }

  private read(): number {
    const sql = `SELECT coalesce(max(key), 0) AS key FROM ${this.table}`;
    return this.connection.prepare(sql).get<{ key: number }>()?.key ?? 0;
  }
}
