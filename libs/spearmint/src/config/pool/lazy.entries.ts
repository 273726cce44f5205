import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigPart } from './config-part.js';
import { ConfigRecord } from './config-record.js';
import type { EntryList } from './entry-list.interface.js';

/** So many entries are kept, with what they were bound to: a power of two. */
const MAX_KEPT = 8_192;

/** Of all entries that share their number's last bits, the one that was asked for last. */
class KeptEntries<T> {
  private readonly entries: (ConfigRecord<T> | undefined)[] = Array.from({
    length: MAX_KEPT,
  });
  private readonly indexes = new Float64Array(MAX_KEPT).fill(-1);

  get(index: number): ConfigRecord<T> | undefined {
    const slot = index % MAX_KEPT;
    return this.indexes[slot] === index ? this.entries[slot] : undefined;
  }

  set(index: number, entry: ConfigRecord<T>): void {
    const slot = index % MAX_KEPT;
    this.entries[slot] = entry;
    this.indexes[slot] = index;
  }
}

/**
 * Entries that are made when they are asked for. Iterating keeps none of them;
 * those asked for by number are kept for a while, so that calls find them bound.
 *
 * @internal
 */
export class LazyEntries<T> implements EntryList<T> {
  readonly size: number;
  private readonly starts: number[] = [];
  /** Made with the first entry that is asked for by number: most pools are listed. */
  private kept: KeptEntries<T> | undefined;
  private ids: Map<string, number> | undefined;

  constructor(private readonly parts: readonly ConfigPart[]) {
    let size = 0;
    for (const part of parts) {
      this.starts.push(size);
      size += part.size;
    }
    this.size = size;
  }

  at(index: number): ConfigRecord<T> | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.size)
      return undefined;
    this.kept ??= new KeptEntries<T>();
    const known = this.kept.get(index);
    if (known !== undefined) return known;
    const record = this.make(index);
    this.kept.set(index, record);
    return record;
  }

  /** The first time, every id is computed: about 5 µs and 150 bytes for each config. */
  byId(id: string): ConfigEntry<T> | undefined {
    this.ids ??= this.index();
    const index = this.ids.get(id);
    return index === undefined ? undefined : this.at(index);
  }

  indexOf(entry: ConfigEntry): number {
    const place = ConfigRecord.placeOf(entry);
    const part = place === undefined ? -1 : this.parts.indexOf(place.part);
    return place === undefined || part < 0
      ? -1
      : this.starts[part] + place.index;
  }

  slice(from = 0, to = this.size): ConfigEntry<T>[] {
    const bound = (place: number): number =>
      place < 0 ? Math.max(0, this.size + place) : Math.min(place, this.size);
    const entries: ConfigEntry<T>[] = [];
    for (let index = bound(from); index < bound(to); index++) {
      entries.push(this.known(index) ?? this.make(index));
    }
    return entries;
  }

  *checked(): Iterable<ConfigEntry<T>> {
    for (const [at, part] of this.parts.entries()) {
      for (const index of part.space.sequence.cover()) {
        yield this.at(this.starts[at] + index) as ConfigEntry<T>;
      }
    }
  }

  *[Symbol.iterator](): Iterator<ConfigEntry<T>> {
    for (const [at, part] of this.parts.entries()) {
      const start = this.starts[at];
      for (let index = 0; index < part.size; index++) {
        yield this.known(start + index) ?? new ConfigRecord<T>(part, index);
      }
    }
  }

  private make(index: number): ConfigRecord<T> {
    const at = this.starts.findLastIndex((start) => start <= index);
    return new ConfigRecord<T>(this.parts[at], index - this.starts[at]);
  }

  private known(index: number): ConfigRecord<T> | undefined {
    return this.kept?.get(index);
  }

  private index(): Map<string, number> {
    const ids = new Map<string, number>();
    let index = 0;
    for (const { id } of this) {
      if (!ids.has(id)) ids.set(id, index);
      index++;
    }
    return ids;
  }
}
