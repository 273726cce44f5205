import { formatPath, type ConfigPath } from '../../config-path.js';
import { isSecretPath } from '../../secrets.js';

/** Longer texts are told apart by their number. */
const MAX_TEXT = 40;

/**
 * `model.temperature=0.5`, or `prompt=#2` where the value is too long, composite
 * or perhaps secret.
 *
 * @internal
 */
export function labelOf(
  path: ConfigPath,
  value: unknown,
  index: number,
): string {
  const isShort =
    (typeof value === 'string' &&
      value.length <= MAX_TEXT &&
      /^[\x20-\x7e]*$/.test(value)) ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    typeof value === 'bigint' ||
    value === null;
  const text = isShort && !isSecretPath(path) ? String(value) : `#${index}`;
  return `${formatPath(path)}=${text}`;
}
