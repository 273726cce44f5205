import { kindOf } from '../../value/kinds.js';
import { childLayer, refuseAt, type Layer } from '../layer.js';
import { ConstantNode } from '../node/constant.node.js';
import type { Operator } from './operator.interface.js';
import { NAME } from './schemas.js';

export const env: Operator = {
  description:
    'The text of an environment variable, part of the id. With a list, the second item stands in for a missing variable.',
  schema: {
    anyOf: [
      NAME,
      { type: 'array', prefixItems: [NAME, {}], minItems: 2, maxItems: 2 },
    ],
  },
  compile(argument, path, context) {
    const { value } = argument;
    const hasDefault = Array.isArray(value);
    if (hasDefault && value.length !== 2) {
      return refuseAt(
        argument,
        `expects a name, or a list of a name and a default, got a list of ${value.length}`,
        undefined,
        'E_ENV',
      );
    }
    const name = readName(
      hasDefault ? childLayer(argument, 0) : argument,
      'E_ENV',
    );
    if (name === undefined) return undefined;
    const found = context.references.env(name);
    if (found !== undefined) return new ConstantNode(found);
    return hasDefault
      ? context.compile([childLayer(argument, 1)], path)
      : refuseAt(
          argument,
          `the environment variable ${name} is not set`,
          `set it, or write { $env: [${name}, default] }`,
          'E_ENV',
        );
  },
};

export const secret: Operator = {
  description:
    'A secret by its name. The method gets its value; ids, records, logs and messages know the name alone.',
  schema: NAME,
  compile(argument, _path, { references }) {
    const name = readName(argument, 'E_SECRET');
    if (name === undefined) return undefined;
    const found = references.secret(name);
    return found === undefined
      ? refuseAt(
          argument,
          `the secret ${name} is not set`,
          'give it by the secrets option, or set the environment variable of that name where there is no such option',
          'E_SECRET',
        )
      : new ConstantNode(found);
  },
};

export const file: Operator = {
  description:
    'The text of a file, by its path from the file it is written in. Part of the id.',
  schema: NAME,
  compile(argument, _path, { references }) {
    const name = readName(argument, 'E_FILE');
    if (name === undefined) return undefined;
    const read = references.text(name, argument.document.file);
    return 'text' in read
      ? new ConstantNode(read.text)
      : refuseAt(argument, read.problem, read.hint, 'E_FILE');
  },
};

export const literal: Operator = {
  description: 'What is below it, as it stands: no operators, no escapes.',
  schema: {},
  compile: (argument) => new ConstantNode(argument.value),
};

function readName(
  layer: Layer,
  code: 'E_ENV' | 'E_SECRET' | 'E_FILE',
): string | undefined {
  const { value } = layer;
  if (typeof value === 'string' && value !== '') return value;
  const got = value === '' ? 'an empty one' : kindOf(value);
  return refuseAt(layer, `expects a name, got ${got}`, undefined, code);
}
