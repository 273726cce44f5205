import type { Strategy } from './strategy.js';
import type { StrategyType } from './strategy.registry.js';

/** The names of the strategies that come with the library. @publicApi */
export type BuiltInStrategyName =
  'single' | 'round-robin' | 'shadow' | 'multi-branch' | 'random' | 'weighted';

/** How a strategy is named in options: a registered name, a class, or an instance. @publicApi */
export type StrategyInput =
  | BuiltInStrategyName
  | (string & Record<never, never>)
  | StrategyType
  | Strategy;
