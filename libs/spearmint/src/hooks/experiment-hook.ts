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
}

/**
 * Code that stands around experiments: extend it, and decorate the class with
 * {@link SpearmintHook}. Every method is optional.
 *
 * `beforeExperiment` and `afterBranch` only look: what they throw, and promises
 * that reject or never settle, are counted, said once, and never reach a caller.
 * `aroundBranch` is part of the branch: what it throws, the branch fails with.
 *
 * @publicApi
 */
export abstract class ExperimentHook {
  /**
   * A call has come in; its strategy has not picked yet. Runs in the caller's turn,
   * so its synchronous part adds to the call. A promise is not waited for.
   */
  beforeExperiment?(call: ExperimentCall): unknown;

  /**
   * Runs the method of one branch, in the foreground or in the background, inside
   * the branch's context and its time limit.
   *
   * @param next runs what is inside, once: the other hooks, then the method with its
   * retries. Resolves with what it gives; for a stream, when that has ended, with
   * the number of items. Rejects with what it throws, and when the branch is aborted.
   * @returns what counts as the branch's output. Of a method that gives a stream, the
   * caller gets the stream whatever this is.
   */
  aroundBranch?(branch: Branch, next: () => Promise<unknown>): unknown;

  /**
   * A branch is final: success, failed or skipped. Called in a later turn of the
   * event loop, once for every branch. A promise is waited for by shutdown alone.
   */
  afterBranch?(branch: Branch): unknown;
}
