import { SpearmintError } from './spearmint.error.js';

/**
 * What a test waited for did not come in time.
 *
 * @remedy Mend what the message lists: it has what came instead. Raise `timeoutMs` where the work takes longer.
 * @publicApi
 */
export class WaitTimeoutError extends SpearmintError {
  readonly code = 'SPEARMINT_E_WAIT_TIMEOUT';

  /** @param remedy whole sentences. */
  constructor(timeoutMs: number, what: string, found: string, remedy: string) {
    super(`Waited ${timeoutMs} ms for ${what}: ${found}. ${remedy}`);
  }
}
