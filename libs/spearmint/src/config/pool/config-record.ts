import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigIssue } from '../config-issue.interface.js';
import { hashOfSnapshot } from '../identity/config-id.js';
import { issueAt } from '../issue-at.js';
import type { ConfigModel } from '../model/config-model.js';
import type { Origin } from '../origin.interface.js';
import type { Problem } from '../problem.interface.js';
import type { ConfigPart } from './config-part.js';

/** @internal */
export interface Binding {
  readonly path: string;
  readonly model: ConfigModel | undefined;
  readonly value: unknown;
  readonly next: Binding | undefined;
}

/** Bindings of entries that are not records, such as those that tests write by hand. */
const foreignBindings = new WeakMap<ConfigEntry, Binding>();

/**
 * The one class of all entries of pools, so that reading them stays fast. What
 * costs more than the config itself is computed when it is first asked for. Its
 * private part is what the entry was bound to and where it comes from.
 *
 * @internal
 */
export class ConfigRecord<T = unknown> implements ConfigEntry<T> {
  readonly value: T;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly tags: readonly string[] | undefined;
  readonly weight: number | undefined;
  readonly origin: string;
  readonly #part: ConfigPart;
  /** Its number in the part. */
  readonly #index: number;
  #id: string | undefined;
  #hash: string | undefined;
  #label: string | undefined;
  #bindings: Binding | undefined;

  constructor(part: ConfigPart, index: number) {
    const { metadata, sequence } = part.space;
    this.value = sequence.at(index) as T;
    this.name = metadata.name;
    this.description = metadata.description;
    this.tags = metadata.tags;
    this.weight = metadata.weight;
    this.origin = part.place.origin;
    this.#part = part;
    this.#index = index;
    Object.freeze(this);
  }

  get id(): string {
    return (this.#id ??= this.#part.idOf(this.value, () => this.hash));
  }

  get hash(): string {
    return (this.#hash ??= hashOfSnapshot(this.value));
  }

  get label(): string {
    return (this.#label ??= this.#part.labelOf(this.#index) ?? this.id);
  }

  toJSON(): ConfigEntry<T> {
    const { id, hash, label, value, origin } = this;
    const { name, description, tags, weight } = this;
    return {
      id,
      hash,
      label,
      value,
      origin,
      name,
      description,
      tags,
      weight,
    };
  }

  /** The first of what an entry was bound to. */
  static bindingsOf(entry: ConfigEntry): Binding | undefined {
    return #bindings in entry ? entry.#bindings : foreignBindings.get(entry);
  }

  static bind(entry: ConfigEntry, bindings: Binding): void {
    if (#bindings in entry) entry.#bindings = bindings;
    else foreignBindings.set(entry, bindings);
  }

  static sourceOf(entry: ConfigEntry): Origin {
    return #part in entry ? entry.#part.place : { origin: entry.origin };
  }

  /** A problem of an entry, at the place where its document says what is wrong. */
  static issue(entry: ConfigEntry, problem: Problem): ConfigIssue {
    const source = ConfigRecord.sourceOf(entry);
    if (!(#part in entry)) return issueAt(source, problem);
    const { sequence } = entry.#part.space;
    const trails = sequence.trails(problem.path, entry.#index);
    return issueAt(source, problem, trails);
  }

  /** The part that made an entry, and its number there. */
  static placeOf(
    entry: ConfigEntry,
  ): { part: ConfigPart; index: number } | undefined {
    return #part in entry
      ? { part: entry.#part, index: entry.#index }
      : undefined;
  }
}
