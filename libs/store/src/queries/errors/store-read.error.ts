import { SpearmintError } from 'nestjs-spearmint';

/**
 * A query of the store came to no end: it took too long, the database was busy or
 * could not be read at the moment, or the reader is closed.
 *
 * @remedy Ask again; where it took too long, narrow the query by time, experiment or status, or raise `timeoutMs`.
 * @publicApi
 */
export class StoreReadError extends SpearmintError {
  readonly code = 'SPEARMINT_E_STORE_READ';

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`The store "${path}" was not read. ${reason}`, options);
  }
}
