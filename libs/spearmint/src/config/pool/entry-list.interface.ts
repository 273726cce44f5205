import type { ConfigEntry } from '../config-entry.interface.js';

/** The entries of a pool, in their order. @internal */
export interface EntryList<T> extends Iterable<ConfigEntry<T>> {
  readonly size: number;
  at(index: number): ConfigEntry<T> | undefined;
  byId(id: string): ConfigEntry<T> | undefined;
  /** The place of this very entry, -1 when it is of another list. */
  indexOf(entry: ConfigEntry): number;
  slice(from?: number, to?: number): ConfigEntry<T>[];
  /** Those that are checked ahead of their first use. */
  checked(): Iterable<ConfigEntry<T>>;
}
