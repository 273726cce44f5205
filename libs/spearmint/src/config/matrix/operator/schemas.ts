import type { ArgumentSchema } from './operator.interface.js';

export const NUMBER: ArgumentSchema = { type: 'number' };
export const POSITIVE_INTEGER: ArgumentSchema = { type: 'integer', minimum: 1 };
export const NAME: ArgumentSchema = { type: 'string', minLength: 1 };

/** Any value of a config, with operators in it. */
export const VALUE: ArgumentSchema = { $ref: '#/$defs/value' };

/** A mapping of numbers. @internal */
export function numbersSchema(
  required: readonly string[],
  optional: readonly string[],
  others: Readonly<Record<string, ArgumentSchema>> = {},
): ArgumentSchema {
  const properties: Record<string, ArgumentSchema> = {};
  for (const key of [...required, ...optional]) properties[key] = NUMBER;
  return {
    type: 'object',
    properties: { ...properties, ...others },
    required: [...required, ...Object.keys(others)],
    additionalProperties: false,
  };
}

/** @internal */
export function listSchema(items: ArgumentSchema): ArgumentSchema {
  return { type: 'array', items, minItems: 1 };
}
