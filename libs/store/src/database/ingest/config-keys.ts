import type { SqlConnection } from '../driver/sql-connection.interface.js';
import { NextKey } from './next-key.js';

/** A config that is kept. @internal */
export interface KeptConfig {
  readonly key: number;
  /** As JSON; null where there was none. */
  readonly value: string | null;
  /** What people call it; null where the id says enough. */
  label: string | null;
}

/** How much of the configs is held in memory, in characters. */
const HELD = 8_000_000;

/** So many configs of one experiment are told of. @internal */
export const MANY_CONFIGS = 10_000;

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
  /** How many there are, by experiment. */
  private readonly counts = new Map<number, number>();
  private readonly crowded = new Set<number>();

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

  /** The experiments that have got so many since it was asked last. */
  takeCrowded(): readonly number[] {
    const keys = [...this.crowded];
    this.crowded.clear();
    return keys;
  }

  /**
   * Takes over what a branch calls the config: people may call it otherwise from one
   * release to the next. That a caller who passed it has no name for it says nothing.
   */
  label(config: KeptConfig, label: string | null, source: string): void {
    if (label === config.label || (label === null && source === 'caller'))
      return;
    config.label = label;
    this.connection
      .prepare('UPDATE config SET label = ? WHERE key = ?')
      .run(label, config.key);
  }

  private find(experiment: number, id: string): KeptConfig | undefined {
    return this.connection
      .prepare(
        'SELECT key, value, label FROM config WHERE experiment = ? AND id = ?',
      )
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
      .prepare('INSERT INTO config VALUES (?, ?, ?, ?, ?, NULL)')
      .run(key, experiment, id, value, source);
    this.count(experiment);
    return { key, value, label: null };
  }

  /** Those of callers can be without number, and so are the figures of each, which nobody deletes. */
  private count(experiment: number): void {
    const before = this.counts.get(experiment);
    const now = before === undefined ? this.read(experiment) : before + 1;
    this.counts.set(experiment, now);
    if (now >= MANY_CONFIGS && (before === undefined || before < MANY_CONFIGS))
      this.crowded.add(experiment);
  }

  private read(experiment: number): number {
    return (
      this.connection
        .prepare('SELECT count(*) AS n FROM config WHERE experiment = ?')
        .get<{ n: number }>(experiment)?.n ?? 0
    );
  }

  private hold(name: string, config: KeptConfig): void {
    const { value, label } = config;
    const size = name.length + (value?.length ?? 0) + (label?.length ?? 0);
    this.heldSize += size;
    if (this.heldSize > HELD) {
      this.held.clear();
      this.heldSize = size;
    }
    this.held.set(name, config);
  }
}
