import type {
  ExperimentInvocation,
  RaceOptions,
} from './experiment-invocation.interface.js';
import { Strategy } from './strategy.js';

/** How the branches of a race start. @publicApi */
export type RaceStrategyOptions = RaceOptions;

/**
 * Several configs at once: the call resolves with the first success, and the other
 * branches are aborted and recorded as skipped. With `staggerMs` these are hedged
 * requests: the next config starts only when the ones before it are slow, or fail.
 * When all fail, the call rejects with an `AllBranchesFailedError`.
 *
 * @publicApi
 */
export class RaceStrategy extends Strategy {
  constructor(private readonly options: RaceStrategyOptions = {}) {
    super();
  }

  run<T>(invocation: ExperimentInvocation<T>): Promise<T> {
    return invocation.race(invocation.configs, this.options);
  }

  override validate(): string[] {
    const { concurrency = 1, staggerMs = 0 } = this.options;
    const problems: string[] = [];
    if (!(Number.isInteger(concurrency) && concurrency > 0)) {
      problems.push(
        `has the concurrency ${concurrency}; it is a whole number of at least 1`,
      );
    }
    if (!(staggerMs >= 0 && staggerMs < Infinity)) {
      problems.push(
        `has the staggerMs ${staggerMs}; it is a number of milliseconds of at least 0`,
      );
    }
    return problems;
  }

  override fork(): RaceStrategy {
    return new RaceStrategy(this.options);
  }
}
