import type { ConfigEntry } from '../config/config-entry.interface.js';
import type { ConfigPool } from '../config/index.js';
import { SelectionStrategy } from './selection.strategy.js';

/**
 * The next config of the pool with every call. The cursor moves before the method
 * runs, so concurrent calls and failing calls never repeat a config; it belongs to
 * one experiment in one process.
 *
 * @publicApi
 */
export class RoundRobinStrategy extends SelectionStrategy {
  private cursor = 0;

  select(pool: ConfigPool): ConfigEntry {
    // The pool may have become smaller since the last call.
    const index = this.cursor < pool.size ? this.cursor : 0;
    this.cursor = index + 1;
    return pool.at(index);
  }

  override fork(): RoundRobinStrategy {
    return new RoundRobinStrategy();
  }
}
