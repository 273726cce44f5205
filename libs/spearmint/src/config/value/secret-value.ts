import { inspect } from 'node:util';

/**
 * A secret in a config: known by its name to whoever prints, stores or hashes it,
 * by its value to the method alone.
 *
 * @internal
 */
export class SecretValue {
  readonly #reveal: () => string;

  constructor(
    readonly name: string,
    value: string,
  ) {
    this.#reveal = (): string => value;
    Object.freeze(this);
  }

  /** So that nobody takes it for a mapping. */
  get [Symbol.toStringTag](): string {
    return 'Secret';
  }

  static reveal(secret: SecretValue): string {
    return secret.#reveal();
  }

  toString(): string {
    return `[secret:${this.name}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
