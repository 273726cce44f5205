/**
 * The base of every error that Spearmint raises. `code` is stable and made for
 * programs; the message is made for the person on call and ends with the remedy.
 *
 * @publicApi
 */
export abstract class SpearmintError extends Error {
  /** A stable identifier such as `SPEARMINT_E_UNKNOWN_STRATEGY`. */
  abstract readonly code: `SPEARMINT_E_${string}`;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
