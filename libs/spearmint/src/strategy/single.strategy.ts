import type { ConfigEntry } from '../config/config-entry.interface.js';
import type { ConfigPool } from '../config/index.js';
import { SelectionStrategy } from './selection.strategy.js';

/** Always the first config of the pool. @publicApi */
export class SingleStrategy extends SelectionStrategy {
  select(pool: ConfigPool): ConfigEntry {
    return pool.at(0);
  }

  override fork(): SingleStrategy {
    return new SingleStrategy();
  }
}
