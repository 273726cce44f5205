import type { BranchContainer } from '../branch/branch-container.js';
import type {
  ExperimentInvocation,
  FanOutOptions,
} from './experiment-invocation.interface.js';
import { Strategy } from './strategy.js';

/** How the branches of a call run. @publicApi */
export type MultiBranchStrategyOptions = FanOutOptions;

/**
 * Every config of the pool at once. The call resolves with a container in pool
 * order and never rejects for a branch's failure.
 *
 * @publicApi
 */
export class MultiBranchStrategy extends Strategy {
  constructor(private readonly options: MultiBranchStrategyOptions = {}) {
    super();
  }

  run<T>(invocation: ExperimentInvocation<T>): Promise<BranchContainer<T>> {
    return invocation.branches(invocation.configs, this.options);
  }

  override validate(): string[] {
    const { concurrency } = this.options;
    return concurrency === undefined ||
      (Number.isInteger(concurrency) && concurrency > 0)
      ? []
      : [
          `has the concurrency ${concurrency}; it is a whole number of at least 1`,
        ];
  }

  override fork(): MultiBranchStrategy {
    return new MultiBranchStrategy(this.options);
  }
}
