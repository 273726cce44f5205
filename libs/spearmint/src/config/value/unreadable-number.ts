/**
 * What a reader puts in place of a number that no double holds exactly, so that
 * the snapshot can refuse it with its path.
 *
 * @internal
 */
export class UnreadableNumber {
  constructor(
    readonly source: string,
    readonly reason: string,
  ) {}

  /** As a key, the number is just its text. */
  toString(): string {
    return this.source;
  }
}
