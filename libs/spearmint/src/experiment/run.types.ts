import type { BranchContainer } from '../branch/branch-container.js';
import type { ConfigPool, ConfigSourceInput } from '../config/index.js';
import type { StrategyInput } from '../strategy/strategy-input.type.js';

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

/** What a method's branch gives: what it resolves with, without the container of a fan-out. @publicApi */
export type MethodOutput<S, M extends keyof S> = S[M] extends (
  ...args: never[]
) => infer R
  ? Exclude<Awaited<R>, BranchContainer>
  : never;

/** What one call may change of its experiment. @publicApi */
export interface RunOptions {
  /** Another strategy for this call. Calls that name the same one share its state. */
  strategy?: StrategyInput;
  /** Other configs for this call: a pool, or sources to make one from. */
  configs?: ConfigPool | readonly ConfigSourceInput[];
  /** What an assignment sticks to: user, tenant, request. */
  unit?: string;
  /** Ends the call when it is aborted. */
  signal?: AbortSignal;
  /** Waits for the call's background branches too. @default false */
  settle?: boolean;
}

/** @publicApi */
export interface RunResult<T> {
  /** What the call resolved with: the primary's output, or the container of a fan-out. */
  readonly output: T;
  /** Every branch of the call. */
  readonly branches: BranchContainer<T>;
}
