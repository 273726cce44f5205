import type { ConfigPoolOptions } from '../config/index.js';
import { SET_VARIABLE } from '../config/pool/pool-overrides.js';
import type { SpearmintOptions } from '../spearmint-options.interface.js';

/** What all pools of an application have in common. @internal */
export function sharedPoolOptions(
  options: SpearmintOptions,
): Pick<ConfigPoolOptions, 'baseDir' | 'maxConfigs' | 'secrets' | 'set'> {
  const { baseDir, maxConfigs, secrets } = options;
  return { baseDir, maxConfigs, secrets, set: process.env[SET_VARIABLE] };
}
