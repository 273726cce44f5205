import { SpearmintError } from 'nestjs-spearmint';
import { type OptionIssue, sayIssue } from '../../options/option-issues.js';

/**
 * A query of the store has a filter that is not known, or a value that makes no sense.
 *
 * @remedy Give what the message asks for, or leave it out.
 * @publicApi
 */
export class InvalidQueryError extends SpearmintError {
  readonly code = 'SPEARMINT_E_STORE_QUERY';
  /** What is wrong, a line each. */
  readonly problems: readonly string[];

  /** @internal */
  constructor(call: string, problems: readonly OptionIssue[]) {
    const lines = problems.map(sayIssue);
    super(
      lines.length === 1
        ? `The query ${call} makes no sense: ${lines.join('')}.`
        : `The query ${call} makes no sense in ${lines.length} places:\n` +
            lines.map((line, i) => `${i + 1}. ${line}.`).join('\n'),
    );
    this.problems = lines;
  }
}
