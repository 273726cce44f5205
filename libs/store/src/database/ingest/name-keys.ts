import type { SqlConnection } from '../driver/sql-connection.interface.js';
import { NextKey } from './next-key.js';

/** The keys of names in a table; new names are added. @internal */
export class NameKeys {
  private readonly keys = new Map<string, number>();
  private readonly next: NextKey;

  constructor(
    private readonly connection: SqlConnection,
    private readonly table: 'experiment' | 'metric',
  ) {
    this.next = new NextKey(connection, table);
  }

  of(name: string): number {
    let key = this.keys.get(name);
    if (key === undefined) {
      key = this.find(name) ?? this.add(name);
      this.keys.set(name, key);
    }
    return key;
  }

  private find(name: string): number | undefined {
    return this.connection
      .prepare(`SELECT key FROM ${this.table} WHERE name = ?`)
      .get<{ key: number }>(name)?.key;
  }

  private add(name: string): number {
    const key = this.next.take();
    this.connection
      .prepare(`INSERT INTO ${this.table} VALUES (?, ?)`)
      .run(key, name);
    return key;
  }
}
