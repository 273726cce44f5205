import { inspect } from 'node:util';
import { SpearmintError } from 'nestjs-spearmint';

/**
 * One of the database's options makes no sense.
 *
 * @remedy Give what the message asks for, or leave the option out for its default.
 * @publicApi
 */
export class InvalidDatabaseOptionError extends SpearmintError {
  readonly code = 'SPEARMINT_E_DATABASE_OPTION';

  constructor(name: string, value: unknown, needed: string) {
    super(
      `The database option "${name}" is ${inspect(value)}. Give it ${needed}.`,
    );
  }
}
