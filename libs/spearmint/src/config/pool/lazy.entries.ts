import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigPart } from './config-part.js';
import { ConfigRecord } from './config-record.js';
import type { EntryList } from './entry-list.interface.js';

/** So many entries are kept, with what they were bound to: a power of two. */
const MAX_KEPT = 8_192;

/**
 * Entries that are made when they are asked for. Iterating keeps none of them;
 * those asked for by number are kept for a while, so that calls find them bound.
 *
 * @internal
 */
export class LazyEntries<T> implements EntryList<T> {
  readonly size: number;
  private readonly starts: number[] = [];
  /** The entry that was asked for last, of all that share its last bits. */
  private readonly kept = Array.from<ConfigRecord<T> | undefined>({
    length: MAX_KEPT,
  });
  private readonly keptAt = new Float64Array(MAX_KEPT).fill(-1);
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
    const known = this.known(index);
    if (known !== undefined) return known;
    const record = this.make(index);
    const slot = index % MAX_KEPT;
    this.kept[slot] = record;
    this.keptAt[slot] = index;
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
    const slot = index % MAX_KEPT;
    return this.keptAt[slot] === index ? this.kept[slot] : undefined;
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
