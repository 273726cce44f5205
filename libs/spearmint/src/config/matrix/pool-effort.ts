/** Parts of configs that variants inside variants may make. */
const MAX_PARTS = 100_000;
/** So many combinations `$exclude` looks through, even for a small pool. */
const MIN_COMBINATIONS = 200_000;
/** More patterns count for more combinations. */
const PATTERNS = 10;

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

  takePart(): boolean {
    return ++this.parts <= MAX_PARTS;
  }

  lookThrough(combinations: bigint, patterns: number): boolean {
    const cost = Number(combinations) * Math.max(1, patterns / PATTERNS);
    if (this.lookedThrough + cost > this.maxCombinations) return false;
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
