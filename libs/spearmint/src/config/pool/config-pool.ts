import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigModel } from '../model/config-model.js';
import type { ConfigSourceInput } from '../source/config-source-input.js';
import type { ConfigAxis } from '../matrix/node/config-node.interface.js';
import { ConfigIndexError } from './config-index.error.js';
import {
  POOL_DEFAULTS,
  type ConfigPoolOptions,
} from './config-pool.options.js';
import type { EntryList } from './entry-list.interface.js';
import { ListedEntries } from './listed.entries.js';
import { loadEntries } from './load-entries.js';
import { mergeEntries, type MergeMode } from './merge-entries.js';

/**
 * An ordered set of configurations, each with its own id, all of them sound.
 *
 * @publicApi
 */
export class ConfigPool<T = unknown> implements Iterable<ConfigEntry<T>> {
  /** What messages call it. */
  readonly name: string;
  /** Number of configs, at least one. */
  readonly size: number;
  /** What each config was checked against while the pool loaded. */
  readonly model: ConfigModel<T> | undefined;
  /** What varies, in the order of the sources; a config that does not vary has none. */
  readonly axes: readonly ConfigAxis[];
  readonly #entries: EntryList<T>;

  private constructor(
    entries: EntryList<T>,
    axes: readonly ConfigAxis[],
    name: string,
    model: ConfigModel<T> | undefined,
  ) {
    this.name = name;
    this.model = model;
    this.axes = axes;
    this.#entries = entries;
    this.size = entries.size;
  }

  /** The entries of a pool that are checked ahead of their first use. @internal */
  static checked(pool: ConfigPool): Iterable<ConfigEntry> {
    return pool.#entries.checked();
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
    const { entries, axes } = await loadEntries(sources, options);
    return new ConfigPool(
      entries,
      axes,
      options.name ?? POOL_DEFAULTS.name,
      options.model,
    );
  }

  /** @throws ConfigIndexError unless `0 <= index < size` */
  at(index: number): ConfigEntry<T> {
    const entry = this.#entries.at(index);
    if (entry === undefined)
      throw new ConfigIndexError(this.name, index, this.size);
    return entry;
  }

  /** The config of an id. In a pool of more than 10,000 configs, the first use computes all ids. */
  byId(id: string): ConfigEntry<T> | undefined {
    return this.#entries.byId(id);
  }

  /** Whether this very entry, not an equal one, belongs to the pool. */
  has(entry: ConfigEntry): boolean {
    return this.indexOf(entry) >= 0;
  }

  /** The place of this very entry, -1 when it belongs to another pool. */
  indexOf(entry: ConfigEntry): number {
    return this.#entries.indexOf(entry);
  }

  [Symbol.iterator](): Iterator<ConfigEntry<T>> {
    return this.#entries[Symbol.iterator]();
  }

  ids(): string[] {
    return Array.from(this, ({ id }) => id);
  }

  /** The entries from `from` up to `to`, which is left out, as of an array. */
  slice(from?: number, to?: number): ConfigEntry<T>[] {
    return this.#entries.slice(from, to);
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
    return new ConfigPool(
      new ListedEntries(merged),
      [...this.axes, ...other.axes],
      this.name,
      this.model,
    );
  }
}

function byIdOf<T>(pool: ConfigPool<T>): Map<string, ConfigEntry<T>> {
  return new Map(Array.from(pool, (entry) => [entry.id, entry]));
}
