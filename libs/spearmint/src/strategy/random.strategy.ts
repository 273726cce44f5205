import type { ConfigEntry } from '../config/config-entry.interface.js';
import type { ConfigPool } from '../config/index.js';
import type { SelectionContext } from './experiment-invocation.interface.js';
import { randomSource } from './random-source.js';
import { SelectionStrategy } from './selection.strategy.js';
import { unitPoint } from './unit-point.js';

/** Where chance comes from. @publicApi */
export interface RandomStrategyOptions {
  /** A whole number that makes the sequence repeatable. @default not repeatable */
  seed?: number;
}

/**
 * Any config of the pool, each as likely as the others; the same one for the same
 * `unit` where a call names it, in every process.
 *
 * @publicApi
 */
export class RandomStrategy extends SelectionStrategy {
  private readonly random: () => number;

  constructor(private readonly options: RandomStrategyOptions = {}) {
    super();
    this.random = randomSource(options.seed);
  }

  select(
    pool: ConfigPool,
    { experiment, unit }: SelectionContext,
  ): ConfigEntry {
    const point =
      unit === undefined ? this.random() : unitPoint(experiment, unit);
    return pool.at(Math.floor(point * pool.size));
  }

  override fork(): RandomStrategy {
    return new RandomStrategy(this.options);
  }
}
