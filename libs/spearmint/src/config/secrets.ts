import type { ConfigPath } from './config-path.js';
import { walkStrings } from './value/walk-strings.js';

const SECRET_NAME =
  /key|token|secret|passw|passphrase|credential|authorization/i;

/** Shorter strings would garble innocent words of a message. */
const MIN_MASKED_LENGTH = 4;

const MASK = '[redacted]';

/** @internal */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** @internal */
export function isSecretPath(path: ConfigPath): boolean {
  return path.some(
    (segment) => typeof segment === 'string' && isSecretName(segment),
  );
}

/**
 * The text without any string that the value holds under a secret-looking key:
 * messages of models, schemas and transforms may quote what they were given.
 *
 * @internal
 */
export function maskSecrets(text: string, value: unknown): string {
  let masked = text;
  walkStrings(value, (leaf, path) => {
    if (leaf.length < MIN_MASKED_LENGTH || !isSecretPath(path)) return;
    const escaped = JSON.stringify(leaf).slice(1, -1);
    masked = masked.replaceAll(leaf, MASK).replaceAll(escaped, MASK);
  });
  return masked;
}
