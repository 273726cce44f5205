/** What the exit codes of the command mean. */
export const EXIT = {
  done: 0,
  failed: 1,
  /** The command was not understood, or there is no application here. */
  usage: 2,
  /** Files are there that would be overwritten. */
  refused: 3,
  /** Done but for a step that is the user's. */
  incomplete: 4,
} as const;

/** Something that the user can mend; the message says how. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}
