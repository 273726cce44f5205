import { CliError, EXIT } from '../cli.error.js';

/**
 * Files are there that `spearmint init` would write. It has written nothing.
 *
 * @remedy Move them away, or say `--force` to overwrite them.
 */
export class FilesExistError extends CliError {
  readonly code = 'SPEARMINT_E_CLI_FILES_EXIST';
  override readonly exitCode = EXIT.refused;

  constructor(paths: readonly string[]) {
    super(
      [
        'Nothing was written: these files are there already.',
        ...paths.map((path) => `  ${path}`),
        'Use --force to overwrite them.',
      ].join('\n'),
    );
  }
}
