import { CALLER } from '../branch/branch.js';
import { type ConfigEntry, configHash } from '../config/index.js';

/**
 * The config that a caller passed as an argument, as an entry of no pool. What has
 * no canonical form (a mock, a class with functions) goes by the id `caller`.
 *
 * @internal
 */
export function callerEntry(value: unknown): ConfigEntry {
  try {
    const hash = configHash(value);
    return { id: `cfg_${hash.slice(0, 20)}`, hash, value, origin: CALLER };
  } catch {
    return { id: 'caller', hash: '', value, origin: CALLER };
  }
}
