import type { ConfigSourceInput, PoolName } from '../config/index.js';
import type { CaptureOptions } from '../logging/index.js';
import type { StrategyInput } from '../strategy/strategy-input.type.js';
import type { RetryOptions } from './wrapping/retry.options.js';

/**
 * What `@Experiment()` takes. Whatever is `undefined` falls through to the feature
 * pool and then to the module.
 *
 * @publicApi
 */
export interface ExperimentOptions<
  P extends PoolName = PoolName,
  S extends StrategyInput = StrategyInput,
> {
  /** Names the experiment in records and reports. @default `Class.method` */
  name?: string;
  /** A pool named by `forFeature`. @default the module's pool */
  pool?: P;
  /** Configs of this experiment alone, instead of a pool. */
  configs?: readonly ConfigSourceInput[];
  /** A registered name, a class, or an instance. @default the pool's, then the module's strategy */
  strategy?: S;
  /** Aborts a foreground branch after this many milliseconds. @default no limit */
  timeoutMs?: number;
  /**
   * Runs a branch's method again when it fails, in the foreground and in shadows: a
   * number of attempts, or more about them. `timeoutMs` is for all attempts together.
   * A stream is tried again as long as it has given no item.
   *
   * @default once
   */
  retry?: number | RetryOptions;
  /** What differs from the module's background settings. */
  background?: ExperimentBackgroundOptions;
  /** What records hold of arguments and outputs, where it differs from the module's. */
  capture?: CaptureOptions;
  /** `false` runs the method under its first config, with nothing around it. @default the module's */
  enabled?: boolean;
}

/** How the shadows of one experiment run. @publicApi */
export interface ExperimentBackgroundOptions {
  /** Aborts a shadow after this many milliseconds. */
  timeoutMs?: number;
  /** The share of calls whose shadows run, from 0 to 1. */
  sampleRate?: number;
}
