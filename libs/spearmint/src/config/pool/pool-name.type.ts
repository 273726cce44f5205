/**
 * The named pools of an application and the type of their configs, for the compiler
 * alone. Declare them once, and unknown names, models of another type and methods
 * that do not take the config are errors at compile time:
 *
 * ```ts
 * declare module 'nestjs-spearmint' {
 *   interface SpearmintPools {
 *     summaries: SummaryConfig;
 *   }
 * }
 * ```
 *
 * @publicApi
 */
export interface SpearmintPools {}

/** The name of a pool: one of those declared in {@link SpearmintPools}, any where none is. @publicApi */
export type PoolName = [keyof SpearmintPools] extends [never]
  ? string
  : Extract<keyof SpearmintPools, string>;

/** The type of a pool's configs; `unknown` where it is not declared. @publicApi */
export type PoolConfig<P extends PoolName> = [P] extends [never]
  ? unknown
  : P extends keyof SpearmintPools
    ? SpearmintPools[P]
    : unknown;
