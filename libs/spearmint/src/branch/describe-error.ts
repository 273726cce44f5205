import { inspect, types } from 'node:util';
import type { BranchError } from './branch-error.interface.js';

const MAX_CAUSES = 5;
const MAX_TEXT = 500;

/**
 * Turns anything that can be thrown into data. Never throws itself, whatever the
 * value's getters do.
 *
 * @param shown what is printed of a value that is no error, which prints in part only.
 * @internal
 */
export function describeError(
  thrown: unknown,
  shown = (value: unknown): unknown => value,
  depth = 0,
): BranchError {
  if (!types.isNativeError(thrown)) {
    const message = textOf(shown(thrown));
    return { type: typeName(thrown), message, stack: '' };
  }
  const cause = read(thrown, 'cause');
  return {
    type: nameOf(thrown),
    message: asText(read(thrown, 'message')),
    stack: asText(read(thrown, 'stack')),
    ...(cause !== undefined && depth < MAX_CAUSES
      ? { cause: describeError(cause, shown, depth + 1) }
      : {}),
  };
}

function nameOf(error: Error): string {
  const name = read(error, 'name');
  const own = asText(read(read(error, 'constructor'), 'name'));
  // A subclass that forgot to set its name still has one.
  return name === undefined || name === 'Error' ? own || 'Error' : asText(name);
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  return asText(read(read(value, 'constructor'), 'name')) || 'object';
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const message = read(value, 'message');
  if (typeof message === 'string') return message;
  try {
    const text = inspect(value, { depth: 1, breakLength: Infinity });
    // No half of a word: it might be one of a secret, which nobody would know.
    return text.length <= MAX_TEXT
      ? text
      : `${text.slice(0, MAX_TEXT).replace(/\S*$/, '')}...`;
  } catch {
    return '[a value that cannot be shown]';
  }
}

function read(holder: unknown, key: string): unknown {
  try {
    return (holder as Record<string, unknown> | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
