import type { SqlConnection } from '../driver/sql-connection.interface.js';
import { NextKey } from './next-key.js';

/** A config that is kept. @internal */
export interface KeptConfig {
  readonly key: number;
  /** As JSON; null where there was none. */
  readonly value: string | null;
}

/** How much of the configs is held in memory, in characters. */
const HELD = 8_000_000;

/**
 * The keys of configs; new ones are added with their value. Those of callers can be
 * without number, so that not all of them are held.
 *
 * @internal
 */
export class ConfigKeys {
  private readonly held = new Map<string, KeptConfig>();
  private heldSize = 0;
  private readonly next: NextKey;

  constructor(private readonly connection: SqlConnection) {
    this.next = new NextKey(connection, 'config');
  }

  of(
    experiment: number,
    id: string,
    value: string | null,
    source: string,
  ): KeptConfig {
    const name = `${experiment} ${id}`;
    const held = this.held.get(name);
    if (held !== undefined) return held;
    const config =
      this.find(experiment, id) ?? this.add(experiment, id, value, source);
    this.hold(name, config);
    return config;
  }

  private find(experiment: number, id: string): KeptConfig | undefined {
    return this.connection
      .prepare('SELECT key, value FROM config WHERE experiment = ? AND id = ?')
      .get<KeptConfig>(experiment, id);
  }

  private add(
    experiment: number,
    id: string,
    value: string | null,
    source: string,
  ): KeptConfig {
    const key = this.next.take();
    this.connection
      .prepare('INSERT INTO config VALUES (?, ?, ?, ?, ?)')
      .run(key, experiment, id, value, source);
    return { key, value };
  }

  private hold(name: string, config: KeptConfig): void {
    this.heldSize += name.length + (config.value?.length ?? 0);
    if (this.heldSize > HELD) {
      this.held.clear();
      this.heldSize = name.length + (config.value?.length ?? 0);
    }
    this.held.set(name, config);
  }
}
