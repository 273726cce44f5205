import type { ConfigPath } from '../../config-path.js';
import type { SeenItems } from '../node/seen-items.js';

/**
 * Configs by their number.
 *
 * @internal
 */
export interface ConfigSequence {
  readonly size: number;
  /** The value of a number below {@link size}, frozen. */
  at(index: number): Readonly<Record<string, unknown>>;
  /** What tells it from the others, for people: `fast`, `model.temperature=0.5`. */
  labelsAt(index: number): string[];
  /** Whether a config is one of several that axes or draws make, rather than written down. */
  isMade(index: number): boolean;
  /** Numbers of configs that show every item of every axis, where they are in the sequence. */
  cover(): number[];
  /** Notes the items that a config shows; whether one of them had not been seen. */
  mark(index: number, seen: SeenItems): boolean;
  /** Where in the document a part of a config may be written, the likeliest first. */
  trails(path: ConfigPath, index: number): ConfigPath[];
}
