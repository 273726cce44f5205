import { inspect } from 'node:util';

/**
 * Fields beside a log message: Nest's `ConsoleLogger` writes them as `params` in
 * JSON, and nothing of them in text, where the message says the same.
 *
 * @internal
 */
export function details(
  fields: Readonly<Record<string, unknown>>,
): Record<string | symbol, unknown> {
  return { ...fields, [inspect.custom]: () => '' };
}
