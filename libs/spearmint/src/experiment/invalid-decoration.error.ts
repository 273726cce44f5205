import { SpearmintError } from '../errors/spearmint.error.js';

/**
 * A decorator stands where it means nothing. Raised when the class is loaded.
 *
 * @remedy Decorate a method of a class that is not static, as the message says.
 * @publicApi
 */
export class InvalidDecorationError extends SpearmintError {
  readonly code = 'SPEARMINT_E_INVALID_DECORATION';

  constructor(decorator: string, place: string, what: string, remedy: string) {
    super(`${decorator} on ${place} decorates ${what}. ${remedy}`);
  }
}
