import type { ContextFrame } from '../branch/context-frame.js';
import type { InterceptedCall } from './intercepted-call.interface.js';

/**
 * A call that is no branch of its own. Extend it, or make one, where an
 * `ExperimentInterceptor` is replaced.
 *
 * @publicApi
 */
export class PlainCall implements InterceptedCall {
  readonly frame: undefined;
  readonly inline: ContextFrame | undefined;
  readonly methodArgs: readonly unknown[] = [];

  /**
   * @param proceed gives what the caller gets.
   * @internal `inline`
   */
  constructor(
    readonly proceed: () => unknown,
    inline?: ContextFrame,
  ) {
    this.frame = undefined;
    this.inline = inline;
  }

  returned(result: unknown): unknown {
    return result;
  }

  threw(thrown: unknown): never {
    throw thrown;
  }
}
