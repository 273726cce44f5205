import { SpearmintError } from 'nestjs-spearmint';
import { type OptionIssue, sayIssue } from '../options/option-issues.js';

/**
 * Some of the store's options make no sense.
 *
 * @remedy Give what the message asks for, or leave the option out for its default.
 * @publicApi
 */
export class InvalidStoreOptionsError extends SpearmintError {
  readonly code = 'SPEARMINT_E_STORE_OPTIONS';
  /** What is wrong, a line each. */
  readonly problems: readonly string[];

  /** @internal */
  constructor(issues: readonly OptionIssue[]) {
    const problems = issues.map((issue) => `${sayIssue(issue)}.`);
    super(
      problems.length === 1
        ? `The store option ${problems.join('')}`
        : `${problems.length} of the store's options make no sense:\n` +
            problems.map((line, i) => `${i + 1}. ${line}`).join('\n'),
    );
    this.problems = problems;
  }
}
