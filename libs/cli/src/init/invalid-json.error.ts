import { CliError } from '../cli.error.js';

/**
 * A `package.json` or `nest-cli.json` cannot be read as JSON.
 *
 * @remedy Mend the file that the message names; comments and trailing commas are no JSON.
 */
export class InvalidJsonError extends CliError {
  readonly code = 'SPEARMINT_E_CLI_JSON';

  constructor(path: string, cause: unknown) {
    super(`${path} is not valid JSON. Mend it, and run the command again.`, {
      cause,
    });
  }
}
