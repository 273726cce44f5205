import { CliError } from '../cli.error.js';

/**
 * Neither the current folder nor one above it has a `package.json` with `@nestjs/core`.
 *
 * @remedy Go to the folder of a NestJS application, or make one: `npx @nestjs/cli new my-app`.
 */
export class ApplicationNotFoundError extends CliError {
  readonly code = 'SPEARMINT_E_CLI_NO_APPLICATION';

  constructor(folder: string) {
    super(
      `No NestJS application here: neither ${folder} nor a folder above it has a package.json with @nestjs/core. ` +
        'Go to one, or make one: npx @nestjs/cli new my-app',
    );
  }
}
