import type { BranchContainer } from '../branch/branch-container.js';
import type { BranchRole } from '../branch/branch-status.type.js';
import type { ConfigEntry } from '../config/config-entry.interface.js';
import type { ConfigPool } from '../config/index.js';

/** What a strategy may know before it picks. @publicApi */
export interface SelectionContext {
  /** The experiment's name. */
  readonly experiment: string;
  /** What the method was called with. */
  readonly args: readonly unknown[];
  /** What an assignment sticks to (user, tenant, request), where the caller named it. */
  readonly unit: string | undefined;
  /** Aborted when the caller no longer waits. */
  readonly signal: AbortSignal | undefined;
  /** True for the one trial at boot that checks what `select` returns. */
  readonly probe: boolean;
}

/** When a shadow starts, and on which arguments. @publicApi */
export interface BackgroundBranchOptions {
  /** Waits for this before it starts, however it ends. @default starts in the next turn of the event loop */
  after?: PromiseLike<unknown>;
  /** Makes the arguments when the branch starts, so that they can be its own copy. @default the call's own arguments */
  args?: () => readonly unknown[];
}

/** How the branches of a fan-out run. @publicApi */
export interface FanOutOptions {
  /** How many branches run at the same time. @default all */
  concurrency?: number;
}

/** How the branches of a race start. @publicApi */
export interface RaceOptions {
  /** How many branches run at the same time. @default all */
  concurrency?: number;
  /** How many milliseconds a branch has to itself before the next starts; one that fails ends them. @default 0 */
  staggerMs?: number;
}

/** When the next config follows. @publicApi */
export interface InTurnOptions {
  /** Whether the next config runs after this error. @default always */
  on?: (error: unknown) => boolean;
}

/**
 * One call of an experiment, as a strategy sees it: what there is to pick from, and
 * the ways to run it.
 *
 * @publicApi
 */
export interface ExperimentInvocation<T = unknown> extends SelectionContext {
  /** The configs to choose from, in pool order. Never empty. */
  readonly configs: ConfigPool;

  /** Every branch of this call so far, in order of start. */
  readonly container: BranchContainer<T>;

  /**
   * Runs the method under `config` in the foreground: resolves with what the method
   * returned, rejects with the very value that it threw.
   *
   * @param role `primary` unless said otherwise.
   */
  branch(config: ConfigEntry, role?: BranchRole): Promise<T>;

  /** Runs the method under every one of `configs`; never rejects for a branch's failure. */
  branches(
    configs: Iterable<ConfigEntry>,
    options?: FanOutOptions,
  ): Promise<BranchContainer<T>>;

  /**
   * Runs the method under every one of `configs`; gives the first success and aborts
   * the other branches, which are recorded as skipped. Of methods that return a stream
   * the first with an item counts; a promised stream counts when it is there.
   *
   * @throws AllBranchesFailedError when none succeeds.
   */
  race(configs: Iterable<ConfigEntry>, options?: RaceOptions): Promise<T>;

  /**
   * Runs the method under one config after another, until one succeeds; a stream has
   * when it has given an item. Rejects with what the last branch threw.
   */
  inTurn(configs: Iterable<ConfigEntry>, options?: InTurnOptions): Promise<T>;

  /**
   * Runs the method under `config` as a shadow, within the limits of the background
   * supervisor. Never throws, and nothing of it reaches the caller. Inside a shadow,
   * and for calls that are not sampled, it does nothing.
   */
  background(config: ConfigEntry, options?: BackgroundBranchOptions): void;

  /** Records that `config` was not run, and why. */
  skip(config: ConfigEntry, reason: string): void;

  /** Says once that the strategy misbehaved, and gives the config that runs instead: the first. */
  fallback(problem: string, cause?: unknown): ConfigEntry;
}
