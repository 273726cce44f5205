import { SpearmintError } from 'nestjs-spearmint';
import { type OptionIssue, sayIssue } from '../options/option-issues.js';

/**
 * One of the database's options makes no sense.
 *
 * @remedy Give what the message asks for, or leave the option out for its default.
 * @publicApi
 */
export class InvalidDatabaseOptionError extends SpearmintError {
  readonly code = 'SPEARMINT_E_DATABASE_OPTION';

  /** @internal */
  constructor(issue: OptionIssue) {
    super(`The database option ${sayIssue(issue)}.`);
  }
}
