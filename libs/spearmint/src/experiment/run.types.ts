import type { BranchContainer } from '../branch/branch-container.js';
import type { HeldOutput } from '../branch/held-output.type.js';
import type { ConfigPool, ConfigSourceInput } from '../config/index.js';
import type {
  BuiltInStrategyName,
  FansOut,
  StrategyInput,
} from '../strategy/strategy-input.type.js';

type AnyMethod = (...args: never[]) => unknown;

/** The names of the methods of a service. @publicApi */
export type MethodName<S> = {
  [K in keyof S]: S[K] extends AnyMethod ? K : never;
}[keyof S];

/** What a method takes. @publicApi */
export type MethodArgs<S, M extends keyof S> = S[M] extends (
  ...args: infer A
) => unknown
  ? A
  : never;

/** What a method gives under one config: what it resolves with, without the container of a fan-out. @publicApi */
export type MethodOutput<S, M extends keyof S> = S[M] extends (
  ...args: never[]
) => infer R
  ? Exclude<Awaited<R>, BranchContainer>
  : never;

/**
 * What a method's branches hold of its output: of a stream the number of its items,
 * nothing of Node's and the web's, and all of anything else.
 *
 * @publicApi
 */
export type BranchOutput<S, M extends keyof S> = HeldOutput<MethodOutput<S, M>>;

/**
 * What a call resolves with: what the method declares, unless the call names a
 * strategy that is known to fan out, or known not to. A fan-out still gives the
 * method's own result where the experiment is disabled or the caller passes a config.
 *
 * @publicApi
 */
export type CallOutput<
  S,
  M extends keyof S,
  X extends StrategyInput = never,
> = [X] extends [never]
  ? Declared<S, M>
  : FansOut<X> extends true
    ? MethodOutput<S, M> | BranchContainer<BranchOutput<S, M>>
    : X extends BuiltInStrategyName
      ? MethodOutput<S, M>
      : Declared<S, M>;

type Declared<S, M extends keyof S> = S[M] extends AnyMethod
  ? Awaited<ReturnType<S[M]>>
  : never;

/** What one call may change of its experiment. @publicApi */
export interface RunOptions<X extends StrategyInput = StrategyInput> {
  /** Another strategy for this call. Calls that name the same one share its state. */
  strategy?: X;
  /** Other configs for this call: a pool, or sources to make one from. */
  configs?: ConfigPool | readonly ConfigSourceInput[];
  /** What an assignment sticks to: user, tenant, request. */
  unit?: string;
  /** Ends the call when it is aborted. */
  signal?: AbortSignal;
  /** Waits for the call's background branches too. @default false */
  settle?: boolean;
}

/** What a call resolved with, and its branches, which hold a `T` each. @publicApi */
export interface RunResult<T, O = T> {
  /** What the call resolved with: the primary's output, or the container of a fan-out. */
  readonly output: O;
  /** Every branch of the call. */
  readonly branches: BranchContainer<T>;
}

/**
 * A service whose experiments give their branches beside what they resolve with.
 *
 * @publicApi
 */
export type Experimental<S, X extends StrategyInput = never> = {
  readonly [M in MethodName<S>]: (
    ...args: MethodArgs<S, M>
  ) => Promise<RunResult<BranchOutput<S, M>, CallOutput<S, M, X>>>;
};
