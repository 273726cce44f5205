import { idOfHash } from '../identity/config-id.js';
import { isTemplate, renderId } from '../identity/id-template.js';
import type { ConfigSpace } from '../matrix/config-space.js';
import type { ConfigModel } from '../model/config-model.js';
import { weightOf } from '../value/weight-of.js';
import type { Origin } from '../origin.interface.js';

/** The configs of one document, and where it stands. @internal */
export class ConfigPart {
  constructor(
    readonly space: ConfigSpace,
    readonly place: Origin,
    /** What its configs are checked against in a pool without a model. */
    readonly model: ConfigModel | undefined,
  ) {}

  get size(): number {
    return this.space.sequence.size;
  }

  /** The id of a config by its content, or by what the document says. */
  idOf(value: unknown, hash: () => string): string {
    const { id } = this.space.metadata;
    if (id === undefined) return idOfHash(hash());
    if (!isTemplate(id)) return id;
    const rendered = renderId(id, value);
    return 'id' in rendered ? rendered.id : idOfHash(hash());
  }

  /** What is wrong with the id of a config. */
  idProblem(value: unknown): string | undefined {
    const { id } = this.space.metadata;
    if (id === undefined || !isTemplate(id)) return undefined;
    const rendered = renderId(id, value);
    return 'problem' in rendered ? rendered.problem : undefined;
  }

  /** About how many values all its configs have. */
  get weight(): number {
    const { sequence } = this.space;
    return sequence.size * weightOf(sequence.at(0));
  }

  get hasId(): boolean {
    return this.space.metadata.id !== undefined;
  }

  /** How an id could tell the configs apart: by what varies, if that has a text. */
  idHint(): string {
    const { metadata, sequence, axes } = this.space;
    const id = metadata.id ?? 'x';
    const missing = axes
      .map(({ path }) => `{${path}}`)
      .filter((place) => !id.includes(place));
    const template = [id, ...new Set(missing)].join('-');
    const isSound =
      missing.length > 0 &&
      sequence
        .cover()
        .every((index) => 'id' in renderId(template, sequence.at(index)));
    return isSound
      ? `name what varies, as in "${template}"`
      : 'leave $id out: each config then has an id by its content';
  }

  /** What people call a config: its name, and what tells it from its neighbours. */
  labelOf(index: number): string | undefined {
    const { metadata, sequence } = this.space;
    const labels = sequence.labelsAt(index);
    if (labels.length === 0) return metadata.name;
    const text = labels.join(', ');
    return metadata.name === undefined ? text : `${metadata.name}: ${text}`;
  }
}
