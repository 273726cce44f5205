import { SpearmintError } from 'nestjs-spearmint';

/**
 * The store found no SQLite that works here.
 *
 * @remedy Use Node 22.13 or later, which has one, or install libsql, which needs no compiler.
 * @publicApi
 */
export class NoSqliteDriverError extends SpearmintError {
  readonly code = 'SPEARMINT_E_STORE_DRIVER';

  constructor(
    /** Why each of them cannot be used. */
    readonly reasons: readonly string[],
  ) {
    super(
      `The store found no SQLite that works here: ${reasons.join('; ')}. ` +
        'Use Node 22.13 or later, or run "npm install libsql". Branches are in the journal meanwhile.',
    );
  }
}
