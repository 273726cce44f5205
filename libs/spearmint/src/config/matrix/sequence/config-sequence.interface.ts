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
  /** Numbers of configs that show every item of every axis, where they are in the sequence. */
  cover(): number[];
}
