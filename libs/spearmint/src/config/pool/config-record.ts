import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigMetadata } from '../document/metadata.js';
import type { ConfigModel } from '../model/config-model.js';
import type { Origin } from '../origin.interface.js';

/** @internal */
export interface Binding {
  readonly model: ConfigModel | undefined;
  readonly value: unknown;
  readonly next: Binding | undefined;
}

/** Bindings of entries that are not records, such as those that tests write by hand. */
const foreignBindings = new WeakMap<ConfigEntry, Map<string, Binding>>();

/**
 * The one class of all entries, so that reading them stays fast. Its private
 * part is what the entry was bound to and where it stands in its file.
 *
 * @internal
 */
export class ConfigRecord<T = unknown> implements ConfigEntry<T> {
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly tags: readonly string[] | undefined;
  readonly weight: number | undefined;
  readonly origin: string;
  readonly #source: Origin;
  readonly #bindings = new Map<string, Binding>();

  constructor(
    readonly id: string,
    readonly hash: string,
    readonly value: T,
    metadata: ConfigMetadata,
    source: Origin,
  ) {
    this.name = metadata.name;
    this.description = metadata.description;
    this.tags = metadata.tags;
    this.weight = metadata.weight;
    this.origin = source.origin;
    this.#source = source;
    Object.freeze(this);
  }

  static bindingsOf(entry: ConfigEntry): Map<string, Binding> {
    if (#bindings in entry) return entry.#bindings;
    let bindings = foreignBindings.get(entry);
    if (!bindings)
      foreignBindings.set(entry, (bindings = new Map<string, Binding>()));
    return bindings;
  }

  static sourceOf(entry: ConfigEntry): Origin {
    return #source in entry ? entry.#source : { origin: entry.origin };
  }
}
