import type { BranchContainer } from '../branch/branch-container.js';
import type { PoolConfig, PoolName } from '../config/index.js';
import type {
  FansOut,
  StrategyInput,
} from '../strategy/strategy-input.type.js';
import type { ConfigPart } from './config-part.type.js';

type AnyMethod = (...args: never[]) => unknown;

/** What the compiler's error says is missing. */
type Demand<Sentence extends string> = { readonly [K in Sentence]: never };

/**
 * What `@Experiment()` gives: a method decorator that takes only methods that fit
 * the strategy and the pool it names, where these say what fits.
 *
 * @publicApi
 */
export type ExperimentDecorator<P extends PoolName, S extends StrategyInput> = [
  FansOut<S>,
  unknown,
] extends [false, KnownConfig<P, S>]
  ? MethodDecorator
  : <M extends AnyMethod>(
      target: object,
      key: string | symbol,
      descriptor: TypedPropertyDescriptor<M> &
        ResultDemand<M, S> &
        ConfigDemand<M, KnownConfig<P, S>>,
    ) => TypedPropertyDescriptor<M> | void;

/** The type of the pool's configs, where options name one pool: not those of unknown content. */
type KnownConfig<P extends PoolName, S> = [StrategyInput] extends [S]
  ? unknown
  : IsUnion<P> extends true
    ? unknown
    : PoolConfig<P>;

type IsUnion<U, Member = U> = U extends unknown
  ? [Member] extends [U]
    ? false
    : true
  : never;

type ResultDemand<M extends AnyMethod, S> =
  FansOut<S> extends false
    ? unknown
    : BranchContainer<never> extends Awaited<ReturnType<M>>
      ? unknown
      : Demand<'calls under this strategy give a BranchContainer: declare the return type as Promise<MaybeBranches<T>>'>;

type ConfigDemand<M extends AnyMethod, C> = unknown extends C
  ? unknown
  : Takes<Parameters<M>, C> extends true
    ? unknown
    : Demand<'no parameter of this method takes the config of its pool, or a part of it'>;

/** Whether a parameter takes the whole config, or one that callers may leave out takes a part of it. */
type Takes<A extends readonly unknown[], C> = A extends readonly []
  ? false
  : A extends readonly [(infer H)?, ...infer R]
    ? [C] extends [H]
      ? true
      : undefined extends A[0]
        ? [Extract<ConfigPart<C>, H>] extends [never]
          ? Takes<R, C>
          : true
        : Takes<R, C>
    : [C] extends [A[number]]
      ? true
      : false;
