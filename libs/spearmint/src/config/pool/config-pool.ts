import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigModel } from '../model/config-model.js';
import type { ConfigSourceInput } from '../source/config-source-input.js';
import { ConfigIndexError } from './config-index.error.js';
import {
  POOL_DEFAULTS,
  type ConfigPoolOptions,
} from './config-pool.options.js';
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
  readonly #entries: readonly ConfigEntry<T>[];
  readonly #byId: ReadonlyMap<string, ConfigEntry<T>>;
  readonly #indexes: ReadonlyMap<ConfigEntry, number>;

  private constructor(
    byId: ReadonlyMap<string, ConfigEntry<T>>,
    name: string,
    model: ConfigModel<T> | undefined,
  ) {
    this.name = name;
    this.model = model;
    this.#entries = [...byId.values()];
    this.#byId = byId;
    this.#indexes = new Map(
      this.#entries.map((entry, index) => [entry, index]),
    );
    this.size = this.#entries.length;
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
    const byId = await loadEntries(sources, options);
    return new ConfigPool(
      byId,
      options.name ?? POOL_DEFAULTS.name,
      options.model,
    );
  }

  /** @throws ConfigIndexError unless `0 <= index < size` */
  at(index: number): ConfigEntry<T> {
    const entry = this.#entries[index];
    if (entry === undefined)
      throw new ConfigIndexError(this.name, index, this.size);
    return entry;
  }

  byId(id: string): ConfigEntry<T> | undefined {
    return this.#byId.get(id);
  }

  /** Whether this very entry, not an equal one, belongs to the pool. */
  has(entry: ConfigEntry): boolean {
    return this.#indexes.has(entry);
  }

  /** The place of this very entry, -1 when it belongs to another pool. */
  indexOf(entry: ConfigEntry): number {
    return this.#indexes.get(entry) ?? -1;
  }

  [Symbol.iterator](): IterableIterator<ConfigEntry<T>> {
    return this.#entries.values();
  }

  ids(): string[] {
    return [...this.#byId.keys()];
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
      this.#byId,
      other.#byId,
      mode,
      `pool "${this.name}"`,
    );
    return new ConfigPool(merged, this.name, this.model);
  }
}
