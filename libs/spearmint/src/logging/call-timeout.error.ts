import { SpearmintError } from '../errors/spearmint.error.js';

/**
 * A call of a backend took longer than it was given. Whoever drives the backend, the
 * recorder or a sink of the store, tries again; no caller waits for it.
 *
 * @remedy Have the backend answer sooner, or raise `callTimeoutMs` of the recorder or the sink.
 * @publicApi
 */
export class CallTimeoutError extends SpearmintError {
  readonly code = 'SPEARMINT_E_CALL_TIMEOUT';

  constructor(timeoutMs: number) {
    super(
      `A call of the backend took longer than ${timeoutMs} ms. ` +
        'Have it answer sooner, or raise callTimeoutMs.',
    );
  }
}
