import { SpearmintError } from 'nestjs-spearmint';

/**
 * The database is of another version than this release reads.
 *
 * @remedy Read it with the release that writes it; an older file is brought forward when an application with this release starts.
 * @publicApi
 */
export class StoreVersionError extends SpearmintError {
  readonly code = 'SPEARMINT_E_STORE_VERSION';

  constructor(path: string, reason: string) {
    super(`The database "${path}" cannot be read. ${reason}`);
  }
}
