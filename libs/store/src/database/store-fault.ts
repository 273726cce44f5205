/** What can be wrong with a database, by the code of the error that tells it. @internal */
export type StoreFaultCode =
  | 'SPEARMINT_E_STORE_DRIVER'
  | 'SPEARMINT_E_STORE_VERSION'
  | 'SPEARMINT_E_STORE_FILE';

/**
 * A fault that people have to mend, where it is found. The worker thread has nothing
 * of Nest, so that it starts quickly; the application's thread makes the error of it.
 *
 * @internal
 */
export class StoreFault extends Error {
  constructor(
    readonly code: StoreFaultCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
