import { OPERATORS } from './operator/operators.js';
import { listSchema, NAME, POSITIVE_INTEGER } from './operator/schemas.js';

type Schema = Readonly<Record<string, unknown>>;

const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
const TEXT: Schema = { type: 'string' };
const VALUE = ref('value');

/** Keys of data: those that begin with one `$` are the language's. */
const DATA_KEYS = { '^(?![$])': VALUE, '^[$][$]': VALUE };

const VARIANTS: Schema = {
  description:
    'Named alternatives, each laid over its siblings. Names are labels, no part of an id.',
  anyOf: [
    { type: 'object', additionalProperties: ref('data'), minProperties: 1 },
    listSchema(ref('data')),
  ],
};

/** What the root of a config may say besides its value. */
const ROOT: Readonly<Record<string, Schema>> = {
  $version: { description: 'The version of the language.', const: 1 },
  $id: {
    ...TEXT,
    description: 'The id, with places for values: x-{model.name}.',
  },
  $name: { ...TEXT, description: 'What people call the config.' },
  $description: { ...TEXT, description: 'Free text for people.' },
  $tags: {
    type: 'array',
    items: TEXT,
    description: 'Labels for grouping.',
  },
  $weight: {
    type: 'number',
    minimum: 0,
    description: 'Share of traffic under the weighted strategy.',
  },
  $extends: {
    description: 'A file, or several, that this one is laid over.',
    anyOf: [NAME, listSchema(NAME)],
  },
  $seed: {
    type: 'integer',
    minimum: 0,
    description: 'For whatever is drawn.',
  },
  $samples: {
    ...POSITIVE_INTEGER,
    description: 'Draws for each combination.',
  },
  $pick: {
    ...POSITIVE_INTEGER,
    description: 'So many different configs, drawn from all of them.',
  },
  $exclude: {
    type: 'array',
    items: { type: 'object', minProperties: 1 },
    description:
      'Combinations to leave out: values, or $in, $ne, $gt, $gte, $lt, $lte.',
  },
  $add: {
    type: 'array',
    items: ref('data'),
    description:
      'Further configs: what does not vary, and what they say themselves.',
  },
};

/**
 * The JSON Schema (2020-12) of pool files, so that editors complete and check them.
 *
 * @internal
 */
export function poolSchema(): Schema {
  const operators = Object.entries(OPERATORS).map(
    ([name, { description, schema }]): [string, Schema] => [
      name,
      {
        description,
        type: 'object',
        properties: { [name]: { ...schema, description } },
        required: [name],
        additionalProperties: false,
      },
    ],
  );
  const anyOperator = operators.map(([name]) => ref(name));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Configs of nestjs-spearmint',
    anyOf: [ref('config'), { type: 'array', items: ref('config') }],
    $defs: {
      config: {
        anyOf: [
          {
            type: 'object',
            properties: { ...ROOT, $variants: VARIANTS },
            patternProperties: DATA_KEYS,
            additionalProperties: false,
          },
          ...anyOperator,
        ],
      },
      data: {
        type: 'object',
        properties: { $variants: VARIANTS },
        patternProperties: DATA_KEYS,
        additionalProperties: false,
      },
      value: {
        anyOf: [
          { type: ['string', 'number', 'boolean', 'null'] },
          { type: 'array', items: VALUE },
          ref('data'),
          ...anyOperator,
        ],
      },
      ...Object.fromEntries(operators),
    },
  };
}
