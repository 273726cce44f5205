import { formatPath } from '../config-path.js';
import type { Layer } from './layer.js';
import type { ConfigNode } from './node/config-node.interface.js';
import type { PoolEffort } from './pool-effort.js';

/** What is counted on its own: the matrix, or an addition. @internal */
export interface Counted {
  readonly node: ConfigNode;
  readonly samples: number;
  /** Where it was written: the root of the document, or an item of `$add`. */
  readonly layer: Layer;
}

/** More configs than there may be, and why that is too many. @internal */
export interface Excess {
  readonly count: bigint;
  readonly what: string;
}

/** @internal */
export interface CountOptions {
  readonly maxConfigs: number;
  readonly effort: PoolEffort;
  /** What `$exclude` asks of each combination: how many things. */
  readonly questions: number;
  readonly isPicked: boolean;
}

/**
 * Whether the combinations are too many to be numbered, or to be looked through:
 * told from their counts, before any of them is made.
 *
 * @internal
 */
export function excessOf(
  [matrix, ...additions]: readonly Counted[],
  { maxConfigs, effort, questions, isPicked }: CountOptions,
): Excess | undefined {
  const count = countOf(matrix);
  const added = additions.reduce((sum, part) => sum + countOf(part), 0n);
  if (questions > 0 && !effort.lookThrough(count, questions, matrix.node)) {
    const what = `more than the ${effort.maxCombinations} that $exclude looks through in one pool`;
    return { count, what };
  }
  // What is left of the matrix is known when it has been looked through.
  const total = questions > 0 ? added : count + added;
  if (!isPicked)
    return total > BigInt(maxConfigs) ? overMax(total, maxConfigs) : undefined;
  const most = Number.MAX_SAFE_INTEGER;
  return total > BigInt(most)
    ? { count: total, what: `more than the ${most} that $pick can choose from` }
    : undefined;
}

/** @internal */
export function overMax(count: bigint | number, maxConfigs: number): Excess {
  return { count: BigInt(count), what: `more than maxConfigs=${maxConfigs}` };
}

/** @internal */
export function tooMany(
  { count, what }: Excess,
  parts: readonly Counted[],
): { message: string; hint: string } {
  const formula = parts.map(formulaOf).filter(Boolean).join(' + ');
  const axes = formula === '' ? '' : `; axes: ${formula}`;
  return {
    message: `the matrix has ${digits(count)} configs, ${what}${axes}`,
    hint: 'raise maxConfigs, or use $pick',
  };
}

function countOf({ node, samples }: Counted): bigint {
  return node.count * BigInt(samples);
}

/** `a 2 × b 3 × $samples 5`; an addition by its place and the number alone. */
function formulaOf(part: Counted): string {
  const { node, samples, layer } = part;
  if (layer.at.length > 0) return `${formatPath(layer.at)} ${countOf(part)}`;
  const drawn = samples === 1 ? '' : `$samples ${samples}`;
  return [node.formula(), drawn].filter(Boolean).join(' × ');
}

/** A number that people can take in. */
function digits(count: bigint): string {
  const text = String(count);
  return text.length <= 24 ? text : `about 1e${text.length - 1}`;
}
