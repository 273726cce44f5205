import { shownOption } from '../options/option-rules.js';
import { SpearmintError } from '../errors/spearmint.error.js';

/**
 * One of the recorder's options makes no sense.
 *
 * @remedy Give counts as whole numbers from 1 up, times as milliseconds from 0 up, and `capture` and `redact` as the message says.
 * @publicApi
 */
export class InvalidRecorderOptionError extends SpearmintError {
  readonly code = 'SPEARMINT_E_RECORDER_OPTION';

  constructor(name: string, value: unknown, expected: string) {
    super(
      `The recorder option "${name}" is ${shownOption(value)}. ` +
        `Give it ${expected}, or leave it out for the default.`,
    );
  }
}
