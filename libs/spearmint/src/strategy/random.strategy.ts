import type { ConfigEntry } from '../config/config-entry.interface.js';
import type { ConfigPool } from '../config/index.js';
import { randomSource } from './random-source.js';
import { SelectionStrategy } from './selection.strategy.js';

/** @publicApi */
export interface RandomStrategyOptions {
  /** A whole number that makes the sequence repeatable. @default not repeatable */
  seed?: number;
}

/** Any config of the pool, each as likely as the others. @publicApi */
export class RandomStrategy extends SelectionStrategy {
  private readonly random: () => number;

  constructor(private readonly options: RandomStrategyOptions = {}) {
    super();
    this.random = randomSource(options.seed);
  }

  select(pool: ConfigPool): ConfigEntry {
    return pool.at(Math.floor(this.random() * pool.size));
  }

  override fork(): RandomStrategy {
    return new RandomStrategy(this.options);
  }
}
