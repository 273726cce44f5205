import { SpearmintError } from '../errors/spearmint.error.js';

/** A decorator stands where it means nothing. Raised when the class is loaded. @publicApi */
export class InvalidDecorationError extends SpearmintError {
  readonly code = 'SPEARMINT_E_INVALID_DECORATION';

  constructor(decorator: string, place: string, what: string, remedy: string) {
    super(`${decorator} on ${place} decorates ${what}. ${remedy}`);
  }
}
