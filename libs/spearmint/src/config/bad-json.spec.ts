import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { files, refused, type Refusal } from './config.fixture.js';
import { configId } from './identity/config-id.js';
import { ConfigPool } from './pool/config-pool.js';

const REFUSED_JSON: readonly Refusal[] = [
  [
    '#46 a trailing comma',
    '{\n  "a": 1,\n}',
    'E_JSON',
    '3:1',
    'a key in double quotes',
  ],
  [
    '#46 an end too early',
    '[1, 2',
    'E_JSON',
    '1:6',
    "expected ',' or ']', but the file ends",
  ],
  [
    '#46 a word that is none',
    '{"a": nil}',
    'E_JSON',
    '1:7',
    'expected a value',
  ],
  ['#46 a missing colon', '{"a" 1}', 'E_JSON', '1:6', "expected ':'"],
  ['#46 text after the value', '{} x', 'E_JSON', '1:4', 'the end of the file'],
  [
    '#46 a line break in a string',
    '{"a": "x\ny"}',
    'E_JSON',
    '1:7',
    'not closed',
  ],
  [
    '#46 nesting beyond 100',
    `${'['.repeat(102)}${']'.repeat(102)}`,
    'E_JSON',
    '1:102',
    'nesting',
  ],
  ['#18 an empty file', ' \n', 'E_EMPTY_FILE', undefined, 'no configuration'],
  [
    '#30 a duplicate key',
    '{"a": 1,\n "a": 2}',
    'E_JSON',
    '2:2',
    'duplicated key a, first on line 1',
  ],
  [
    '#51 an integer beyond 2^53',
    '{"a": 12345678901234567890}',
    'E_NUMBER',
    '1:7',
    '12345678901234567890',
  ],
  [
    '#52 a number out of range',
    '{"a": 1e400}',
    'E_NUMBER',
    '1:7',
    'out of range',
  ],
];

describe('bad input: JSON', () => {
  it.each(REFUSED_JSON)('%s', async (_row, text, code, place, words) => {
    const { codes, message } = await refused('a.json', text);
    expect(codes).toEqual([code]);
    expect(message).toContain(
      place === undefined ? 'a.json  ' : `a.json:${place}  `,
    );
    expect(message).toContain(words);
  });

  it('accepts as JSON exactly what JSON.parse accepts', () => {
    const text = fc.oneof(
      fc.json(),
      fc.string({
        unit: fc.constantFrom(
          ...'{ } [ ] , : " \\ u 0 a 1 e - + . t f n true null'.split(' '),
          ' ',
          '\n',
          '\t',
        ),
        maxLength: 12,
      }),
    );
    return fc.assert(
      fc.asyncProperty(text, async (json) => {
        fc.pre(!json.includes('"$')); // Those keys have a meaning of their own.
        const baseDir = files({ 'a.json': `{"v": ${json}}` });
        const pool = ConfigPool.from(['a.json'], { baseDir });
        let parsed: unknown;
        try {
          parsed = JSON.parse(`{"v": ${json}}`);
        } catch {
          await expect(pool).rejects.toMatchObject({
            issues: [{ code: 'E_JSON' }],
          });
          return;
        }
        const value = await pool.then(
          (loaded) => loaded.at(0).id,
          (error: { issues: { code: string }[] }) => error.issues[0].code,
        );
        // Duplicates, surrogates and unsafe numbers are refused on purpose.
        expect([
          configOrNothing(parsed),
          'E_JSON',
          'E_STRING',
          'E_NUMBER',
          'E_KEY',
        ]).toContain(value);
      }),
    );
  });
});

function configOrNothing(value: unknown): string | undefined {
  try {
    return configId(value);
  } catch {
    return undefined;
  }
}
