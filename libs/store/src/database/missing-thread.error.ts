import { SpearmintError } from 'nestjs-spearmint';

/**
 * The file that the store's thread is started with is not beside the library's code.
 *
 * @remedy Leave the package of the store out of the application's bundle, or copy its dist/store.worker.js and what that imports beside the bundle.
 * @publicApi
 */
export class MissingThreadError extends SpearmintError {
  readonly code = 'SPEARMINT_E_STORE_THREAD';

  constructor(
    /** Where the file should be. */
    readonly path: string,
  ) {
    super(
      `There is no "${path}", which the store's thread is started with; a bundler may have left it out. ` +
        'Have the bundler leave out @nestjs-spearmint/store (external), or copy its dist/store.worker.js and what that imports there. Branches are in the journal meanwhile.',
    );
  }
}
