import { SpearmintError } from 'nestjs-spearmint';

/**
 * There is no store where a reader looks for one. A folder without a database is no
 * error: it reads as empty until an application has recorded into it.
 *
 * @remedy Give the reader the folder that the application records into, or the file of the database.
 * @publicApi
 */
export class StoreMissingError extends SpearmintError {
  readonly code = 'SPEARMINT_E_STORE_MISSING';

  constructor(
    /** Where it looked, as an absolute path. */
    readonly path: string,
  ) {
    super(
      `There is no "${path}". Give the reader the folder that the application records into (StoreOptions.folder), or the file of its database.`,
    );
  }
}
