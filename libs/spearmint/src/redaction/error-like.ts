interface Copying {
  readonly text: (text: string, key: string) => string;
  readonly cause: (cause: unknown) => unknown;
  /** The error's own fields. */
  readonly own: () => object;
}

const HIDDEN = { configurable: true, writable: true, enumerable: false };

/**
 * An error of the same class with other texts, for whoever asks for its class or
 * prints it.
 *
 * @internal
 */
export function errorLike(error: Error, copying: Copying): Error {
  const copy = new Error(copying.text(asText(error.message), 'message'));
  Object.setPrototypeOf(copy, Object.getPrototypeOf(error) as object);
  const stack = copying.text(asText(error.stack), 'stack');
  Object.defineProperty(copy, 'stack', { ...HIDDEN, value: stack });
  if (error.cause !== undefined) {
    const cause = copying.cause(error.cause);
    Object.defineProperty(copy, 'cause', { ...HIDDEN, value: cause });
  }
  for (const [name, value] of Object.entries(copying.own()))
    Object.defineProperty(copy, name, { value, enumerable: true });
  return Object.freeze(copy);
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : '';
