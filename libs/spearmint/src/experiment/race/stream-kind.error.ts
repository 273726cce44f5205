import { SpearmintError } from '../../errors/spearmint.error.js';

/**
 * In a race, the method gave a stream under one config and something else under another,
 * which cannot take its place: that branch has failed.
 *
 * @remedy Return the same kind of result under every config.
 * @publicApi
 */
export class StreamKindError extends SpearmintError {
  readonly code = 'SPEARMINT_E_STREAM_KIND';

  constructor(experiment: string, configId: string, kind: string) {
    super(
      `"${experiment}" gave no ${kind} under config "${configId}", and did under the first one of the race. ` +
        'Return the same kind of result under every config.',
    );
  }
}
