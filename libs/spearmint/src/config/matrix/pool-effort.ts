import { weightOf } from '../value/weight-of.js';
import type { ConfigNode } from './node/config-node.interface.js';

/** Parts of configs that variants inside variants may make. */
const MAX_PARTS = 100_000;
/** So many combinations `$exclude` looks through, even for a small pool. */
const MIN_COMBINATIONS = 200_000;
/** Larger configs, and patterns with more in them, count for more combinations. */
const WEIGHT = 50;

/**
 * How much work the files of one pool may cause: a few lines can ask for
 * billions of comparisons.
 *
 * @internal
 */
export class PoolEffort {
  static readonly maxParts = MAX_PARTS;
  /** Combinations that `$exclude` may look through, in all documents together. */
  readonly maxCombinations: number;
  private parts = 0;
  private lookedThrough = 0;
  private isTold = false;

  constructor(maxConfigs: number) {
    this.maxCombinations = Math.max(maxConfigs, MIN_COMBINATIONS);
  }

  get hasTooManyParts(): boolean {
    return this.parts > MAX_PARTS;
  }

  takeParts(count: number): boolean {
    this.parts += count;
    return this.parts <= MAX_PARTS;
  }

  /** @param questions that each combination is asked. */
  lookThrough(
    combinations: bigint,
    questions: number,
    node: ConfigNode,
  ): boolean {
    const left = this.maxCombinations - this.lookedThrough;
    if (combinations > BigInt(left)) return false;
    const share = (questions + weightOf(node.at(0, 0))) / WEIGHT;
    const cost = Number(combinations) * Math.max(1, share);
    if (cost > left) return false;
    this.lookedThrough += cost;
    return true;
  }

  /** Whether it is the first time that the pool is told of its parts. */
  tell(): boolean {
    const isFirst = !this.isTold;
    this.isTold = true;
    return isFirst;
  }
}
