import type { ContextFrame } from '../branch/context-frame.js';

/**
 * One call of a decorated method, ready to run. The decorated method itself runs
 * the body, between what comes before it and what comes after.
 *
 * @publicApi
 */
export interface InterceptedCall {
  /** Where the body runs when the call is one plain branch; `undefined` to have it {@link proceed}. */
  readonly frame: ContextFrame | undefined;
  /** Set to have the body run with nothing around it, under the config of this frame. */
  readonly inline: ContextFrame | undefined;
  /** What the body is called with. */
  readonly methodArgs: readonly unknown[];
  /** Runs the call in any other way; gives what the caller gets. */
  proceed(): unknown;
  /** The body has returned; gives what the caller gets. */
  returned(result: unknown): unknown;
  /** The body has thrown at once; gives what the caller gets. */
  threw(thrown: unknown): unknown;
}
