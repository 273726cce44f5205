import { CliError } from '../cli.error.js';

/**
 * The monorepo has several applications, and the current folder is in none of them.
 *
 * @remedy Say which one with `--project`, or go to its folder.
 */
export class WhichApplicationError extends CliError {
  readonly code = 'SPEARMINT_E_CLI_WHICH_APPLICATION';

  constructor(known: readonly string[]) {
    super(`Which application? Say --project with one of ${known.join(', ')}.`);
  }
}
