/**
 * What a branch threw, as data.
 *
 * @publicApi
 */
export interface BranchError {
  /** The error's name: `TypeError`, `NotFoundException`; the type for what is not an error: `string`. */
  readonly type: string;
  /** The message, or the thrown value as text. */
  readonly message: string;
  /** The stack, empty for what is not an error. */
  readonly stack: string;
  /** The chain behind `error.cause`, at most 5 deep. */
  readonly cause?: BranchError;
}
