import { BranchBase, type BranchStartOptions } from './branch-base.js';
import type { BranchError } from './branch-error.interface.js';

/** A branch that has not ended. @publicApi */
export interface PendingBranch<T = unknown> extends BranchBase<T> {
  readonly status: 'pending';
  readonly durationMs: undefined;
  readonly output: undefined;
  readonly error: undefined;
  readonly reason: undefined;
}

/** A branch whose method returned. @publicApi */
export interface SuccessfulBranch<T = unknown> extends BranchBase<T> {
  readonly status: 'success';
  readonly durationMs: number;
  /** What the method returned. */
  readonly output: T;
  readonly error: undefined;
  readonly reason: undefined;
}

/** A branch whose method threw. @publicApi */
export interface FailedBranch<T = unknown> extends BranchBase<T> {
  readonly status: 'failed';
  readonly durationMs: number;
  readonly output: undefined;
  /** What the method threw, as data. */
  readonly error: BranchError;
  readonly reason: undefined;
}

/** A branch that did not run, or whose result nobody waits for. @publicApi */
export interface SkippedBranch<T = unknown> extends BranchBase<T> {
  readonly status: 'skipped';
  readonly durationMs: number;
  readonly output: undefined;
  readonly error: undefined;
  /** Why it was skipped. */
  readonly reason: string;
}

/**
 * One execution of an experiment's method under one config: what ran, when, for
 * how long, and how it ended. Its `status` tells the compiler what else there is:
 *
 * ```ts
 * if (branch.status === 'success') use(branch.output);
 * else if (branch.status === 'failed') report(branch.error.message);
 * ```
 *
 * @publicApi
 */
export type Branch<T = unknown> =
  PendingBranch<T> | SuccessfulBranch<T> | FailedBranch<T> | SkippedBranch<T>;

/** The value beside the type {@link Branch}. @publicApi */
export interface BranchConstructor {
  /** @internal */
  new <T>(...args: ConstructorParameters<typeof BranchBase>): Branch<T>;

  /** Starts a branch outside of any experiment, for tests and for own tools. */
  start<T = unknown>(
    configId: string,
    config: unknown,
    options?: BranchStartOptions,
  ): Branch<T>;

  [Symbol.hasInstance](value: unknown): value is Branch;
}

/** Branches made by hand, and `instanceof`. @publicApi */
export const Branch = BranchBase as BranchConstructor;
