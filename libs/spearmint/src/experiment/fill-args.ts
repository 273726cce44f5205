import { bindConfig, type ConfigEntry } from '../config/index.js';
import type { ConfigParameter } from './experiment.metadata.js';

/** The arguments of a call with the config in those of its parameters that were left out. @internal */
export function fillArgs(
  args: readonly unknown[],
  parameters: readonly ConfigParameter[],
  entry: ConfigEntry,
): unknown[] {
  const filled = [...args];
  for (const { index, model, path } of parameters) {
    // Nest gives null for what it does not know.
    filled[index] ??= bindConfig(entry, model, path);
  }
  return filled;
}
