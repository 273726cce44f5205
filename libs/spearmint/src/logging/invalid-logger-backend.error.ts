import { SpearmintError } from '../errors/spearmint.error.js';

/**
 * What was given as `logger` cannot take records.
 *
 * @remedy Extend `LoggerBackend`, with either `logBranches(records)`, or `startRun`, `logParams`, `logStatus` and `logException`.
 * @publicApi
 */
export class InvalidLoggerBackendError extends SpearmintError {
  readonly code = 'SPEARMINT_E_LOGGER';

  constructor(
    /** The class of what was given. */
    readonly backend: string,
    /** The members that are missing, or are there and are no methods. */
    readonly missing: readonly string[],
  ) {
    super(
      `"${backend}" is not a logger backend: ${missing.join(', ')} ` +
        `${missing.length === 1 ? 'is not a method' : 'are not methods'} of it. ` +
        'Pass an instance of a class that extends LoggerBackend and has either logBranches(records), ' +
        'or startRun, logParams, logStatus and logException.',
    );
  }
}
