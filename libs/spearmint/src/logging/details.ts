import { ConsoleLogger } from '@nestjs/common';
import { inspect } from 'node:util';

/** Nest 11 would print fields as messages of their own. */
const takesFields = 'stringifyParams' in ConsoleLogger.prototype;

/**
 * Fields beside a log message, as further arguments: Nest's `ConsoleLogger` writes
 * them as `params` in JSON, and nothing of them in text, where the message says the
 * same. None under a Nest whose logger knows no fields.
 *
 * @internal
 */
export function details(
  fields: Readonly<Record<string, unknown>>,
): Record<string | symbol, unknown>[] {
  return takesFields ? [{ ...fields, [inspect.custom]: () => '' }] : [];
}
