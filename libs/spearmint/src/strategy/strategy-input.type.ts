import type { MultiBranchStrategy } from './multi-branch.strategy.js';
import type { Strategy } from './strategy.js';
import type { StrategyType } from './strategy.registry.js';

/** The names of the strategies that come with the library. @publicApi */
export type BuiltInStrategyName =
  | 'single'
  | 'round-robin'
  | 'shadow'
  | 'multi-branch'
  | 'random'
  | 'weighted'
  | 'race'
  | 'fallback';

/**
 * The strategies that an application registers by name, for the compiler alone.
 * Declare them once, and unknown names are errors at compile time:
 *
 * ```ts
 * declare module 'nestjs-spearmint' {
 *   interface SpearmintStrategies {
 *     cheapest: CheapestStrategy;
 *   }
 * }
 * ```
 *
 * @publicApi
 */
export interface SpearmintStrategies {}

/** The name of a strategy of the application: one of those declared in {@link SpearmintStrategies}, any where none is. @publicApi */
export type OwnStrategyName = [keyof SpearmintStrategies] extends [never]
  ? string & Record<never, never>
  : Extract<keyof SpearmintStrategies, string>;

/** How a strategy is named in options: a registered name, a class, or an instance. @publicApi */
export type StrategyInput =
  BuiltInStrategyName | OwnStrategyName | StrategyType | Strategy;

/** The strategy behind what an option says, as far as the compiler can know it. */
type StrategyOf<S> = S extends 'multi-branch'
  ? MultiBranchStrategy
  : S extends keyof SpearmintStrategies
    ? SpearmintStrategies[S]
    : S extends new (...args: never[]) => infer I
      ? I
      : S;

type GivesBranches<I> = I extends {
  run(...args: never[]): Promise<infer R>;
}
  ? unknown extends R
    ? never
    : R extends { throwIfAllFailed(): unknown }
      ? true
      : never
  : never;

/** Whether calls under a strategy resolve with a container: known for literal names, classes and instances alone. */
export type FansOut<S> = [StrategyInput] extends [S]
  ? false
  : [GivesBranches<StrategyOf<S>>] extends [never]
    ? false
    : true;
