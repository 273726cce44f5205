import type { ConfigEntry } from '../config/config-entry.interface.js';
import type { ConfigPool } from '../config/index.js';
import type { DirectStrategy } from './direct-strategy.interface.js';
import type {
  ExperimentInvocation,
  SelectionContext,
} from './experiment-invocation.interface.js';
import { Strategy } from './strategy.js';

/**
 * A strategy that only picks: one config runs in the foreground, and the method's
 * own result is the call's result.
 *
 * @publicApi
 */
export abstract class SelectionStrategy extends Strategy {
  /**
   * Picks the config for one call, synchronously. Whatever is not a config of the
   * pool, and whatever is thrown, makes the first config run and is logged once.
   * At boot a separate instance is asked once with `context.probe` set.
   */
  abstract select(pool: ConfigPool, context: SelectionContext): ConfigEntry;

  run<T>(invocation: ExperimentInvocation<T>): Promise<T> {
    return invocation.branch(this.choose(invocation));
  }

  /** @internal */
  override direct(): DirectStrategy | undefined {
    return this.run === SelectionStrategy.prototype.run ? this : undefined;
  }

  /** The selected config, or the first one where the selection is unusable. @internal */
  choose(invocation: ExperimentInvocation): ConfigEntry {
    const pool = invocation.configs;
    let picked: ConfigEntry;
    try {
      picked = this.select(pool, invocation);
    } catch (thrown) {
      return invocation.fallback('threw while selecting a config', thrown);
    }
    if (pool.has(picked)) return picked;
    // A select() that is async by mistake may reject, too.
    if (picked instanceof Promise) picked.catch(() => undefined);
    return invocation.fallback('selected something that is not in the pool');
  }
}
