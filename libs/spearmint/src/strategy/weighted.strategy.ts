import type { ConfigEntry } from '../config/config-entry.interface.js';
import type { ConfigPool } from '../config/index.js';
import type { SelectionContext } from './experiment-invocation.interface.js';
import { randomSource } from './random-source.js';
import { SelectionStrategy } from './selection.strategy.js';
import { unitPoint } from './unit-point.js';

/** How likely each config is, and where chance comes from. @publicApi */
export interface WeightedStrategyOptions {
  /**
   * Shares of traffic by config id; they need not add up to 1. A config that is
   * left out takes its own `$weight`, or 1 if it has none.
   */
  weights?: Readonly<Record<string, number>>;
  /** A whole number that makes the sequence repeatable. @default not repeatable */
  seed?: number;
}

/**
 * A config by its share of the traffic; the same one for the same `unit` where a
 * call names it, in every process, as long as configs and weights stay.
 *
 * @publicApi
 */
export class WeightedStrategy extends SelectionStrategy {
  private readonly random: () => number;
  private table: { pool: ConfigPool; bounds: readonly number[] } | undefined;

  constructor(private readonly options: WeightedStrategyOptions = {}) {
    super();
    this.random = randomSource(options.seed);
  }

  select(
    pool: ConfigPool,
    { experiment, unit }: SelectionContext,
  ): ConfigEntry {
    const bounds = this.boundsOf(pool);
    const point =
      unit === undefined ? this.random() : unitPoint(experiment, unit);
    const share = point * (bounds.at(-1) ?? 0);
    return pool.at(bounds.findIndex((bound) => share < bound));
  }

  override validate(pool: ConfigPool): string[] {
    const unknown = Object.keys(this.options.weights ?? {})
      .filter((id) => pool.byId(id) === undefined)
      .map(
        (id) =>
          `has a weight for "${id}", which is no config of the pool; known are ${pool.ids().join(', ')}`,
      );
    const wrong = [...pool]
      .filter(
        (entry) =>
          !(Number.isFinite(this.weightOf(entry)) && this.weightOf(entry) >= 0),
      )
      .map(
        (entry) =>
          `has the weight ${this.weightOf(entry)} for "${entry.id}"; a weight is a number of at least 0`,
      );
    const nothing =
      wrong.length === 0 && (this.boundsOf(pool).at(-1) ?? 0) === 0
        ? ['has only weights of 0; give at least one config a share']
        : [];
    return [...unknown, ...wrong, ...nothing];
  }

  override fork(): WeightedStrategy {
    return new WeightedStrategy(this.options);
  }

  /** Cumulated weights, kept until another pool comes. */
  private boundsOf(pool: ConfigPool): readonly number[] {
    if (this.table?.pool !== pool) {
      let sum = 0;
      const bounds = Array.from(pool, (entry) => (sum += this.weightOf(entry)));
      this.table = { pool, bounds };
    }
    return this.table.bounds;
  }

  private weightOf(entry: ConfigEntry): number {
    const { weights = {} } = this.options;
    const weight = Object.hasOwn(weights, entry.id)
      ? weights[entry.id]
      : undefined;
    return weight ?? entry.weight ?? 1;
  }
}
