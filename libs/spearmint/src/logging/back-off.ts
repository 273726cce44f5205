import type { RecorderOptions } from './recorder-options.js';

/**
 * How long to wait after the `failures`th failure, in milliseconds: a random part
 * of a time that doubles, so that many processes do not come back all at once.
 *
 * @internal
 */
export function backOff(
  failures: number,
  options: Pick<RecorderOptions, 'backoffMs' | 'maxBackoffMs'>,
  random: () => number,
): number {
  const longest = Math.min(
    options.maxBackoffMs,
    options.backoffMs * 2 ** (failures - 1),
  );
  return random() * longest;
}
