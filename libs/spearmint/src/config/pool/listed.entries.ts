import type { ConfigEntry } from '../config-entry.interface.js';
import type { EntryList } from './entry-list.interface.js';

/** Entries that are all there. @internal */
export class ListedEntries<T> implements EntryList<T> {
  readonly size: number;
  private readonly entries: readonly ConfigEntry<T>[];
  private readonly indexes: ReadonlyMap<ConfigEntry, number>;

  constructor(private readonly ids: ReadonlyMap<string, ConfigEntry<T>>) {
    this.entries = [...ids.values()];
    this.indexes = new Map(this.entries.map((entry, index) => [entry, index]));
    this.size = this.entries.length;
  }

  at(index: number): ConfigEntry<T> | undefined {
    return this.entries[index];
  }

  byId(id: string): ConfigEntry<T> | undefined {
    return this.ids.get(id);
  }

  indexOf(entry: ConfigEntry): number {
    return this.indexes.get(entry) ?? -1;
  }

  slice(from?: number, to?: number): ConfigEntry<T>[] {
    return this.entries.slice(from, to);
  }

  checked(): Iterable<ConfigEntry<T>> {
    return this.entries;
  }

  [Symbol.iterator](): Iterator<ConfigEntry<T>> {
    return this.entries.values();
  }
}
