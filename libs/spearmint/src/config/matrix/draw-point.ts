import { createHash } from 'node:crypto';
import { formatPath, type ConfigPath } from '../config-path.js';

/** A double holds so many bits of a fraction. */
const BITS = 53;

/**
 * A number from 0 up to 1, which is left out: the first 53 bits of the SHA-256 of
 * `seed`, path and sample, parted by NUL. Each draw stands for itself, so another
 * axis, or another order of keys, moves none of them.
 *
 * @internal
 */
export function drawPoint(
  seed: number,
  path: ConfigPath | string,
  sample: number,
): number {
  const place = typeof path === 'string' ? path : formatPath(path);
  const digest = createHash('sha256')
    .update(`${seed}\0${place}\0${sample}`)
    .digest();
  return Number(digest.readBigUInt64BE() >> BigInt(64 - BITS)) / 2 ** BITS;
}
