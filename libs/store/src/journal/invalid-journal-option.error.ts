import { inspect } from 'node:util';
import { SpearmintError } from 'nestjs-spearmint';

/**
 * One of the journal's options makes no sense.
 *
 * @remedy Give what the message asks for, or leave the option out for its default.
 * @publicApi
 */
export class InvalidJournalOptionError extends SpearmintError {
  readonly code = 'SPEARMINT_E_JOURNAL_OPTION';

  constructor(name: string, value: unknown, needed: string) {
    super(
      `The journal option "${name}" is ${inspect(value)}. Give it ${needed}.`,
    );
  }
}
