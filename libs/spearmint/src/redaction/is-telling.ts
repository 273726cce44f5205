import { SecretValue } from '../config/value/secret-value.js';

/** Whether a value under the name of a secret tells something of it. @internal */
export function isTelling(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return value !== '';
    case 'object':
      return value !== null && !(value instanceof SecretValue);
    case 'number':
    case 'bigint':
      return true;
    default:
      return false;
  }
}
