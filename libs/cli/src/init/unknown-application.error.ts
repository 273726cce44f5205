import { CliError } from '../cli.error.js';

/**
 * `--project` names what `nest-cli.json` does not have as an application.
 *
 * @remedy Name one of those in the message, or leave `--project` out where there are none.
 */
export class UnknownApplicationError extends CliError {
  readonly code = 'SPEARMINT_E_CLI_UNKNOWN_APPLICATION';

  constructor(wanted: string, known: readonly string[]) {
    super(
      known.length === 0
        ? 'nest-cli.json has no projects. Leave --project out.'
        : `nest-cli.json has no application "${wanted}". Say --project with one of ${known.join(', ')}.`,
    );
  }
}
