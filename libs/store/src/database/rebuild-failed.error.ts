import { SpearmintError } from 'nestjs-spearmint';

/**
 * The database could not be made anew from the journal. The old one is still in use.
 *
 * @remedy Mend what the message names, and call it again.
 * @publicApi
 */
export class RebuildFailedError extends SpearmintError {
  readonly code = 'SPEARMINT_E_STORE_REBUILD';

  constructor(path: string, reason: string) {
    super(
      `The database "${path}" was not made anew, and the old one is still in use. ${reason}`,
    );
  }
}
