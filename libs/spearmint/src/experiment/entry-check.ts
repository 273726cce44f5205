import type { ConfigEntry } from '../config/index.js';
import { InvalidStrategyError } from '../strategy/strategy.errors.js';

/** Whether a strategy gave a config of a pool. @internal */
export function isEntry(
  config: Partial<ConfigEntry> | null | undefined,
): boolean {
  return typeof config?.id === 'string';
}

/** What is said to a strategy that gave something else. @internal */
export function unknownConfig(
  experiment: string,
  config: unknown,
): InvalidStrategyError {
  return new InvalidStrategyError(
    `"${experiment}"`,
    `gave ${config === undefined ? 'undefined' : 'something else'} where a config of the pool belongs`,
  );
}
