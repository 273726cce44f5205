import { SpearmintError } from 'nestjs-spearmint';

/**
 * The file is no database of this library, it is damaged, or it may not be read.
 *
 * @remedy Name the right file, or give the process the right to read it. A damaged file is made again from the journal by the application.
 * @publicApi
 */
export class StoreFileError extends SpearmintError {
  readonly code = 'SPEARMINT_E_STORE_FILE';

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`The database "${path}" cannot be read. ${reason}`, options);
  }
}
