import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigModel } from '../model/config-model.js';
import type { ConfigSourceInput } from '../source/config-source-input.js';
import type { ConfigAxis } from '../matrix/node/config-node.interface.js';
import type { SecretValue } from '../value/secret-value.js';
import type { WatchedPaths } from '../source/watched-paths.js';
import { ConfigIndexError } from './config-index.error.js';
import {
  POOL_DEFAULTS,
  type ConfigPoolOptions,
} from './config-pool.options.js';
import type { EntryList } from './entry-list.interface.js';
import { ListedEntries } from './listed.entries.js';
import { loadEntries } from './load-entries.js';
import { mergeEntries, type MergeMode } from './merge-entries.js';

interface PoolState<T> {
  readonly entries: EntryList<T>;
  readonly dropped: number;
  readonly axes: readonly ConfigAxis[];
  readonly watched: WatchedPaths | undefined;
  /** Every secret that a config refers to. */
  readonly secrets: ReadonlySet<SecretValue>;
  readonly version: number;
}

/**
 * An ordered set of configurations, each with its own id, all of them sound.
 *
 * @publicApi
 */
export class ConfigPool<T = unknown> implements Iterable<ConfigEntry<T>> {
  /** What messages call it. */
  readonly name: string;
  /** What each config was checked against while the pool loaded. */
  readonly model: ConfigModel<T> | undefined;
  #state: PoolState<T>;

  private constructor(
    name: string,
    model: ConfigModel<T> | undefined,
    state: PoolState<T>,
  ) {
    this.name = name;
    this.model = model;
    this.#state = state;
  }

  /** The entries of a pool that are checked ahead of their first use. @internal */
  static checked(pool: ConfigPool): Iterable<ConfigEntry> {
    return pool.#state.entries.checked();
  }

  /** Where a pool's files are. @internal */
  static watched(pool: ConfigPool): WatchedPaths | undefined {
    return pool.#state.watched;
  }

  /** The secrets of a pool. @internal */
  static secrets(pool: ConfigPool): Iterable<SecretValue> {
    return pool.#state.secrets;
  }

  /** The pool as it is now, for a call that is to see no other. @internal */
  static current<T>(pool: ConfigPool<T>): ConfigPool<T> {
    return new ConfigPool(pool.name, pool.model, pool.#state);
  }

  /** Puts the configs of another pool in place of a pool's own. @internal */
  static renew<T>(pool: ConfigPool<T>, by: ConfigPool<T>): void {
    const version = pool.#state.version + 1;
    pool.#state = { ...by.#state, version };
  }

  /** Number of configs, at least one. */
  get size(): number {
    return this.#state.entries.size;
  }

  /**
   * How many configs were left out because an earlier one is equal: of those that
   * a matrix makes, and with `duplicates: 'drop'` of all. A pool of more than
   * 10,000 configs keeps equal ones of a matrix.
   */
  get dropped(): number {
    return this.#state.dropped;
  }

  /** What varies, in the order of the sources; a config that does not vary has none. */
  get axes(): readonly ConfigAxis[] {
    return this.#state.axes;
  }

  /** 1, and one more whenever changed sources were loaded anew (`watch`). */
  get version(): number {
    return this.#state.version;
  }

  /**
   * Loads a pool. The order of the sources, and of the configs inside them, is kept.
   *
   * @throws SpearmintConfigError with every problem found in any source
   */
  static async from<T = unknown>(
    sources: readonly ConfigSourceInput[],
    options: ConfigPoolOptions<T> = {},
  ): Promise<ConfigPool<T>> {
    const loaded = await loadEntries(sources, options);
    const { name = POOL_DEFAULTS.name, model } = options;
    return new ConfigPool(name, model, { ...loaded, version: 1 });
  }

  /** @throws ConfigIndexError unless `0 <= index < size` */
  at(index: number): ConfigEntry<T> {
    const entry = this.#state.entries.at(index);
    if (entry === undefined)
      throw new ConfigIndexError(this.name, index, this.size);
    return entry;
  }

  /** The config of an id. In a pool of more than 10,000 configs, the first use computes all ids. */
  byId(id: string): ConfigEntry<T> | undefined {
    return this.#state.entries.byId(id);
  }

  /** Whether this very entry, not an equal one, belongs to the pool. */
  has(entry: ConfigEntry): boolean {
    return this.indexOf(entry) >= 0;
  }

  /** The place of this very entry, -1 when it belongs to another pool. */
  indexOf(entry: ConfigEntry): number {
    return this.#state.entries.indexOf(entry);
  }

  [Symbol.iterator](): Iterator<ConfigEntry<T>> {
    return this.#state.entries[Symbol.iterator]();
  }

  ids(): string[] {
    return Array.from(this, ({ id }) => id);
  }

  /** The entries from `from` up to `to`, which is left out, as of an array. */
  slice(from?: number, to?: number): ConfigEntry<T>[] {
    return this.#state.entries.slice(from, to);
  }

  /**
   * A new pool of the configs of both, this one's first. The same config in both
   * is one config, except under `'error'`.
   *
   * @param mode for an id that both have: `'extend'` refuses different contents,
   * `'override'` lets the other pool's config take the place, `'error'` refuses it
   * @throws SpearmintConfigError naming each id that clashes
   */
  merge(other: ConfigPool<T>, mode: MergeMode): ConfigPool<T> {
    const merged = mergeEntries(
      byIdOf(this),
      byIdOf(other),
      mode,
      `pool "${this.name}"`,
    );
    return new ConfigPool(this.name, this.model, {
      entries: new ListedEntries(merged),
      dropped: 0,
      axes: [...this.axes, ...other.axes],
      watched: undefined,
      secrets: new Set([...this.#state.secrets, ...other.#state.secrets]),
      version: 1,
    });
  }
}

function byIdOf<T>(pool: ConfigPool<T>): Map<string, ConfigEntry<T>> {
  return new Map(Array.from(pool, (entry) => [entry.id, entry]));
}
