import type { ConfigPath } from './config-path.js';
import { walkLeaves } from './value/walk-leaves.js';

const SECRET_NAME =
  /key|token|secret|passw|passphrase|credential|authorization/i;

/** Shorter strings would garble innocent words of a message. */
const MIN_MASKED_LENGTH = 4;
/** Numbers as well: `maxTokens` has a name like a secret. */
const MIN_MASKED_DIGITS = 6;

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
 * The text without any string or long number that the value holds under a
 * secret-looking key: messages of models, schemas and transforms may quote what
 * they were given.
 *
 * @internal
 */
export function maskSecrets(text: string, value: unknown): string {
  let masked = text;
  walkLeaves(value, (leaf, path) => {
    if (!isSecretPath(path) || !isMasked(leaf)) return;
    const shown = String(leaf);
    const escaped = JSON.stringify(shown).slice(1, -1);
    masked = masked.replaceAll(shown, MASK).replaceAll(escaped, MASK);
  });
  return masked;
}

/** Whether a value is long enough to be a secret, where its name says that it is one. */
function isMasked(leaf: unknown): boolean {
  if (typeof leaf === 'string') return leaf.length >= MIN_MASKED_LENGTH;
  return (
    (typeof leaf === 'number' || typeof leaf === 'bigint') &&
    String(leaf).length >= MIN_MASKED_DIGITS
  );
}
