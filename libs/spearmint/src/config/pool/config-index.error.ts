import { SpearmintError } from '../../errors/spearmint.error.js';

/**
 * A pool was asked for a config beyond its end.
 *
 * @remedy Use an index from 0 to `pool.size - 1`.
 * @publicApi
 */
export class ConfigIndexError extends SpearmintError {
  readonly code = 'SPEARMINT_E_CONFIG_INDEX';

  constructor(
    pool: string,
    readonly index: number,
    readonly size: number,
  ) {
    super(
      `Pool "${pool}" has no config ${index}: use an index from 0 to ${size - 1}`,
    );
  }
}
