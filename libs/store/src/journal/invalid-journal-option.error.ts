import { SpearmintError } from 'nestjs-spearmint';
import { type OptionIssue, sayIssue } from '../options/option-issues.js';

/**
 * One of the journal's options makes no sense.
 *
 * @remedy Give what the message asks for, or leave the option out for its default.
 * @publicApi
 */
export class InvalidJournalOptionError extends SpearmintError {
  readonly code = 'SPEARMINT_E_JOURNAL_OPTION';

  /** @internal */
  constructor(issue: OptionIssue) {
    super(`The journal option ${sayIssue(issue)}.`);
  }
}
