import { drawPoint } from './draw-point.js';

/**
 * `count` different numbers below `size`, each set of them with the same chance: a
 * Fisher-Yates shuffle that keeps only what it has moved. More of them begin with
 * the same ones.
 *
 * @internal
 */
export function pickIndexes(
  seed: number,
  size: number,
  count: number,
): Float64Array {
  const moved = new Map<number, number>();
  const picked = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    const other = at + Math.floor(drawPoint(seed, '$pick', at) * (size - at));
    picked[at] = moved.get(other) ?? other;
    moved.set(other, moved.get(at) ?? at);
    moved.delete(at);
  }
  return picked;
}
