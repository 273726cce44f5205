import type { Branch } from '../branch/branch.js';

/** One call of an experiment, before its strategy has picked. @publicApi */
export interface ExperimentCall {
  /** The experiment's name. */
  readonly experiment: string;
  /** What the method was called with, by reference: read, do not change. */
  readonly args: readonly unknown[];
  /** What an assignment sticks to (user, tenant, request), where the caller named it. */
  readonly unit: string | undefined;
  /** The strategy that is going to pick: its name in the registry, else its class. */
  readonly strategy: string;
  /** When the call came in, in milliseconds since the epoch. */
  readonly startedAt: number;
}

/** How a call of an experiment ended. @publicApi */
export interface ExperimentEnd {
  /** Whether the caller got a result, or an error. */
  readonly status: 'success' | 'failed';
  /** What the caller was given to catch, where it failed. */
  readonly thrown: unknown;
  /** Milliseconds on a monotonic clock. Of a call that gave a stream, until the stream had ended. */
  readonly durationMs: number;
}

/**
 * Code that stands around experiments: extend it, and decorate the class with
 * {@link SpearmintHook}. Every method is optional.
 *
 * `beforeExperiment`, `afterBranch` and `afterExperiment` only look: what they throw,
 * and promises that reject or never settle, are counted, said once, and never reach
 * a caller. `aroundBranch` is part of the branch: what it throws, the branch fails with.
 *
 * All of them get the same object for one call, so that what a hook knows of a call
 * can be kept in a `WeakMap`.
 *
 * @publicApi
 */
export abstract class ExperimentHook {
  /**
   * Whether there is nothing for the hook to do at present, such as tracing while
   * nobody collects traces. Asked for every call, so it has to be quick: calls of
   * which all hooks are idle run as if there were none. With another one that is not
   * idle, the hook is called all the same.
   *
   * @default never
   */
  isIdle?(): boolean;

  /**
   * A call has come in; its strategy has not picked yet. Runs in the caller's turn,
   * so its synchronous part adds to the call. A promise is not waited for.
   */
  beforeExperiment?(call: ExperimentCall): unknown;

  /**
   * Runs the method of one branch, in the foreground or in the background, inside
   * the branch's context and its time limit. An `AsyncLocalStorage` that it enters
   * around `next` is seen by the method, and by each step of a stream that it gives.
   *
   * @param next runs what is inside, once: the other hooks, then the method with its
   * retries. Resolves with what it gives; for a stream, when that has ended, with
   * the number of items. Rejects with what it throws, and when the branch is aborted;
   * of a branch that is over by then it runs nothing.
   * @returns what counts as the branch's output. Of a method that gives a stream, the
   * caller gets the stream whatever this is.
   */
  aroundBranch?(
    branch: Branch,
    next: () => Promise<unknown>,
    call: ExperimentCall,
  ): unknown;

  /**
   * A branch is final: success, failed or skipped. Called in a later turn of the
   * event loop, once for every branch. A promise is waited for by shutdown alone.
   */
  afterBranch?(branch: Branch, call: ExperimentCall): unknown;

  /**
   * The call has its result or its error, or the stream that it gave has ended. Called
   * in a later turn of the event loop, once for every call; shadows may still run. A
   * promise is waited for by shutdown alone.
   */
  afterExperiment?(call: ExperimentCall, end: ExperimentEnd): unknown;
}
