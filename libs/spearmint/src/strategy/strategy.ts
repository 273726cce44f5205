import type { BranchContainer } from '../branch/branch-container.js';
import type { ConfigPool } from '../config/index.js';
import type { DirectStrategy } from './direct-strategy.interface.js';
import type { ExperimentInvocation } from './experiment-invocation.interface.js';

/**
 * The policy that picks configs for a call and shapes the call's result.
 *
 * Each experiment has an instance of its own, made by dependency injection, so a
 * field is state per experiment. A strategy that only picks one config extends
 * {@link SelectionStrategy} instead.
 *
 * @publicApi
 */
export abstract class Strategy {
  /**
   * Runs one call. What this resolves with is what the caller gets. If it throws
   * by its own fault, the caller gets the outcome of the foreground branch that
   * ran, or of the first config where none did, and the fault is logged.
   */
  abstract run<T>(
    invocation: ExperimentInvocation<T>,
  ): Promise<T | BranchContainer<T>>;

  /** Called at boot with the experiment's pool: what does not fit, as sentences. */
  validate?(pool: ConfigPool): string[];

  /** The strategy again, where it has a shorter way. @internal */
  direct?(): DirectStrategy | undefined;

  /** A fresh instance with the same options, for another experiment. Without it, an instance passed as an option is shared. */
  fork?(): Strategy;
}
