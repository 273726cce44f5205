import type { ConfigEntry, ConfigPool } from '../config/index.js';
import { SelectionStrategy } from '../strategy/selection.strategy.js';

/**
 * Always the same config, by its id or its index in the pool.
 *
 * @publicApi
 */
export class FixedStrategy extends SelectionStrategy {
  constructor(private readonly config: string | number) {
    super();
  }

  select(pool: ConfigPool): ConfigEntry {
    const { config } = this;
    return typeof config === 'number'
      ? pool.at(config)
      : (pool.byId(config) as ConfigEntry);
  }

  override validate(pool: ConfigPool): string[] {
    const { config } = this;
    const found =
      typeof config === 'number'
        ? Number.isInteger(config) && config >= 0 && config < pool.size
        : pool.byId(config) !== undefined;
    return found
      ? []
      : [
          `is fixed to "${config}", which is no config of the pool; known are ${pool.ids().join(', ')}; in a test, fix single experiments with overrideSpearmint(builder, { strategies: { name: ... } })`,
        ];
  }

  override fork(): FixedStrategy {
    return new FixedStrategy(this.config);
  }
}
