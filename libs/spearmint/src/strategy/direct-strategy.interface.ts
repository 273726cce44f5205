import type { ConfigEntry } from '../config/config-entry.interface.js';
import type { ExperimentInvocation } from './experiment-invocation.interface.js';

/**
 * A strategy whose foreground is one config, known before anything runs: its calls
 * take a shorter way than `run`.
 *
 * @internal
 */
export interface DirectStrategy {
  /** The config for the foreground. Never throws. */
  choose(invocation: ExperimentInvocation): ConfigEntry;
  /** The foreground's body has returned or thrown, under this config. Never throws. */
  begun?(invocation: ExperimentInvocation, chosen: ConfigEntry): void;
}
