import type { InterceptedCall } from './intercepted-call.interface.js';

/**
 * A call that is no branch of its own. Extend it, or make one, where an
 * `ExperimentInterceptor` is replaced.
 *
 * @publicApi
 */
export class PlainCall implements InterceptedCall {
  readonly isDirect = false;

  /** @param proceed gives what the caller gets. */
  constructor(readonly proceed: () => unknown) {}

  enter(): readonly unknown[] {
    return [];
  }

  returned(result: unknown): unknown {
    return result;
  }

  threw(thrown: unknown): never {
    throw thrown;
  }
}
