import { types } from 'node:util';
import type { ConfigPath } from '../config-path.js';
import { isSecretPath, maskSecrets } from '../secrets.js';
import { kindOf } from '../value/kinds.js';
import { valueAt } from '../value/value-at.js';
import type { Verdict } from './model-validator.interface.js';

/**
 * What a model or schema threw instead of answering.
 *
 * @internal
 */
export function failed(error: unknown, value: unknown): Verdict<never> {
  const cause = types.isNativeError(error)
    ? `${error.name}: ${error.message}`
    : kindOf(error);
  const message = `the model failed on it: ${maskSecrets(cause, value)}`;
  return { ok: false, problems: [{ path: [], message }] };
}

/**
 * The words of a model about a value, without the value when it may be secret.
 *
 * @internal
 */
export function safeMessage(
  message: string,
  path: ConfigPath,
  root: unknown,
): string {
  const masked = maskSecrets(message, root);
  const value = valueAt(root, path);
  if (typeof value !== 'string' || value === '' || !isSecretPath(path))
    return masked;
  return masked !== message || message.includes(value)
    ? 'is not valid: [redacted]'
    : message;
}
