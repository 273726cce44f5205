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
export abstract class CliError extends Error {
  /** A stable identifier; it stands behind the message in the terminal. */
  abstract readonly code: `SPEARMINT_E_CLI_${string}`;
  readonly exitCode: number = EXIT.usage;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
