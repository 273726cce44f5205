import { inspect } from 'node:util';
import { SpearmintError } from '../errors/spearmint.error.js';

/**
 * A number among the recorder's options makes no sense.
 *
 * @remedy Give counts as whole numbers from 1 up, and times as milliseconds from 0 up.
 * @publicApi
 */
export class InvalidRecorderOptionError extends SpearmintError {
  readonly code = 'SPEARMINT_E_RECORDER_OPTION';

  constructor(name: string, value: unknown, isCount: boolean) {
    super(
      `The recorder option "${name}" is ${inspect(value)}. ` +
        `Give it ${isCount ? 'a whole number from 1 up' : 'a number of milliseconds from 0 up'}, or leave it out for the default.`,
    );
  }
}
