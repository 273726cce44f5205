import { SpearmintError } from '../errors/spearmint.error.js';

/**
 * A branch took longer than it was given.
 *
 * @remedy Raise `timeoutMs`, or end the work when `BranchContext.signal` is aborted.
 * @publicApi
 */
export class BranchTimeoutError extends SpearmintError {
  readonly code = 'SPEARMINT_E_TIMEOUT';

  constructor(experiment: string, configId: string, timeoutMs: number) {
    super(
      `The branch of "${experiment}" under config "${configId}" was aborted after ${timeoutMs} ms. ` +
        'Raise timeoutMs, or end the work when BranchContext.signal is aborted.',
    );
  }
}
