import { createHash } from 'node:crypto';

/** As many bits as a double holds exactly, in whole bytes. */
const BYTES = 6;

/**
 * Where a unit stands between 0 and 1 in an experiment: the first 48 bits of a
 * SHA-256 over both names, so the same in every process and release, and in no
 * relation to where it stands in other experiments.
 *
 * @internal
 */
export function unitPoint(experiment: string, unit: string): number {
  const digest = createHash('sha256')
    .update(`${experiment}\0${unit}`, 'utf8')
    .digest();
  return digest.readUIntBE(0, BYTES) / 2 ** (8 * BYTES);
}
