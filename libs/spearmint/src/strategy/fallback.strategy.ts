import type {
  ExperimentInvocation,
  InTurnOptions,
} from './experiment-invocation.interface.js';
import { Strategy } from './strategy.js';

/** When the next config follows. @publicApi */
export type FallbackStrategyOptions = InTurnOptions;

/**
 * The first config; where its branch fails, the next one, and so on. The call gives
 * the first success, else rejects with what the last branch threw.
 *
 * @publicApi
 */
export class FallbackStrategy extends Strategy {
  constructor(private readonly options: FallbackStrategyOptions = {}) {
    super();
  }

  run<T>(invocation: ExperimentInvocation<T>): Promise<T> {
    return invocation.inTurn(invocation.configs, this.options);
  }

  override validate(): string[] {
    const on: unknown = this.options.on;
    return on === undefined || typeof on === 'function'
      ? []
      : [`has an "on" that is no function of an error`];
  }

  override fork(): FallbackStrategy {
    return new FallbackStrategy(this.options);
  }
}
