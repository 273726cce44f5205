import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { failure, files, poolOfYaml } from './config.fixture.js';
import { configId } from './identity/config-id.js';
import { ConfigPool } from './pool/config-pool.js';

type Row = [
  row: string,
  text: string | Uint8Array,
  code: string,
  place: string | undefined,
  text2: string,
];

const bytes = (...values: number[]) => Uint8Array.from(values);
const utf16 = new Uint8Array(Buffer.from('\ufeffa: 1', 'utf16le'));
const ascii = (text: string) => [...Buffer.from(text)];
const aliases = `a: &a [1]\nb: [${Array.from({ length: 101 }, () => '*a').join(', ')}]`;
const merges = [
  'b: &b',
  ...Array.from({ length: 101 }, (_, index) => `  k${index}: 1`),
  ...Array.from({ length: 100 }, (_, index) => `m${index}: { <<: *b }`),
].join('\n');

const REFUSED: readonly Row[] = [
  ['#18 an empty file', '', 'E_EMPTY_FILE', undefined, 'no configuration'],
  [
    '#18 only comments',
    '# nothing\n',
    'E_EMPTY_FILE',
    undefined,
    'no configuration',
  ],
  ['#19 only ---', '---\n---\n', 'E_EMPTY_FILE', undefined, 'no configuration'],
  [
    '#23 invalid UTF-8',
    bytes(...ascii('a: '), 0xff),
    'E_ENCODING',
    undefined,
    'byte 3',
  ],
  [
    '#23 UTF-8 cut short',
    bytes(...ascii('a: '), 0xc3),
    'E_ENCODING',
    undefined,
    'byte 4',
  ],
  ['#24 UTF-16', utf16, 'E_ENCODING', undefined, 'looks like UTF-16'],
  [
    '#24 UTF-16 without its mark',
    utf16.slice(2),
    'E_ENCODING',
    undefined,
    'looks like UTF-16',
  ],
  ['#25 NUL in the text', 'a: 1\nb: x\0y', 'E_YAML', '2:5', 'null byte'],
  [
    '#26 a lone surrogate',
    'a:\n  b: "\\ud800"',
    'E_STRING',
    '2:3',
    'surrogate',
  ],
  [
    '#28 indentation by tab',
    'a:\n\tb: 1',
    'E_YAML',
    '2:1',
    'tab characters must not be used in indentation',
  ],
  [
    '#30 a duplicate key',
    'a: 1\nb: 2\na: 3',
    'E_YAML',
    '3:1',
    'duplicated mapping key a, first on line 1',
  ],
  [
    '#31 a duplicate through 1 and "1"',
    '1: a\n"1": b',
    'E_YAML',
    '2:1',
    'key 1, first on line 1',
  ],
  [
    '#32 an unclosed bracket',
    'x: 1\na: [1, 2\nb: 3\n',
    'E_YAML',
    '2:4',
    'the [ that opens here',
  ],
  [
    '#32 an unclosed brace',
    'a: {x: [1], # {\n  y: 2\n',
    'E_YAML',
    '1:4',
    'the { that opens here',
  ],
  [
    '#32 an unclosed quote',
    'x: "a\\"b"\na: "b\nb: 3\n',
    'E_YAML',
    '2:4',
    'the " that opens here',
  ],
  [
    '#32 an unclosed apostrophe',
    "x: 'it''s'\na: 'b",
    'E_YAML',
    '2:4',
    "the ' that opens here",
  ],
  ['#33 a: b: c', 'a: b: c', 'E_YAML', '1:5', "quote values that contain ': '"],
  [
    '#34 ${HOME} in braces',
    'a: {x: ${HOME}}',
    'E_YAML',
    '1:9',
    '${...} is not replaced',
  ],
  [
    '#35 a value that begins with @',
    'a: @x',
    'E_YAML',
    '1:4',
    'quote the value',
  ],
  [
    '#35 a value that begins with `',
    'a: `x`',
    'E_YAML',
    '1:4',
    'quote the value',
  ],
  [
    '#35 a value that begins with %',
    'a: %x',
    'E_YAML',
    '1:4',
    'quote the value',
  ],
  [
    '#36 an unquoted glob',
    'a: *.yaml',
    'E_YAML',
    '1:5',
    'unidentified alias ".yaml" (quote the value',
  ],
  [
    '#37 an unknown alias',
    'a: *nope',
    'E_YAML',
    '1:5',
    'unidentified alias "nope"',
  ],
  [
    '#37 an alias across documents',
    'a: &x 1\n---\nb: *x',
    'E_YAML',
    '3:5',
    'unidentified alias "x"',
  ],
  [
    '#38 an alias bomb',
    aliases,
    'E_YAML',
    '2:406',
    'aliases exceeded maxAliases (100)',
  ],
  [
    '#39 a circular anchor',
    'a: &a\n  self: *a',
    'E_CYCLE',
    '2:3',
    'a.self: a value cannot contain itself',
  ],
  [
    '#40 nesting beyond 100',
    `a: ${'['.repeat(101)}${']'.repeat(101)}`,
    'E_YAML',
    '1:103',
    'maxDepth (100)',
  ],
  [
    '#41 an unknown tag',
    'a: !grid [1, 2]',
    'E_YAML',
    '1:4',
    '!<!grid> (tags are not supported',
  ],
  [
    '#41 a JavaScript tag',
    'a: !!js/function x',
    'E_YAML',
    '1:4',
    'tags are not supported',
  ],
  [
    '#41 a binary tag',
    'a: !!binary aGk=',
    'E_YAML',
    '1:4',
    'tags are not supported',
  ],
  ['#42 a complex key', '? [a]\n: 1', 'E_YAML', '1:1', 'a key must be a text'],
  [
    '#43 a merge of a scalar',
    'a:\n  <<: 5',
    'E_YAML',
    '2:3',
    'give << a mapping',
  ],
  [
    '#44 more than 10 000 merged keys',
    merges,
    'E_YAML',
    '201:8',
    'maxTotalMergeKeys',
  ],
];

const REFUSED_JSON: readonly Row[] = [
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

describe('bad input: encoding and YAML syntax', () => {
  it.each(REFUSED)('%s', async (_row, text, code, place, message) => {
    await expectRefusal('a.yaml', text, code, place, message);
  });

  it.each(REFUSED_JSON)(
    'in JSON: %s',
    async (_row, text, code, place, message) => {
      await expectRefusal('a.json', text, code, place, message);
    },
  );

  it.each<
    [
      row: string,
      text: string | Uint8Array,
      values: unknown[],
      origins: string[],
    ]
  >([
    ['#20 a trailing ---', 'a: 1\n---\n', [{ a: 1 }], ['a.yaml']],
    [
      '#21 several documents',
      'a: 1\n---\na: 2',
      [{ a: 1 }, { a: 2 }],
      ['a.yaml#1', 'a.yaml#2'],
    ],
    ['#22 a byte order mark', '\ufeffa: 1', [{ a: 1 }], ['a.yaml']],
    ['#29 a tab after the colon', 'a:\t1', [{ a: 1 }], ['a.yaml']],
    [
      '#43 a merge key',
      'b: &b {x: 1}\na:\n  <<: *b',
      [{ b: { x: 1 }, a: { x: 1 } }],
      ['a.yaml'],
    ],
    [
      '#45 a directive for YAML 1.1',
      '%YAML 1.1\n---\na: yes',
      [{ a: 'yes' }],
      ['a.yaml'],
    ],
  ])('%s is accepted', async (_row, text, values, origins) => {
    const baseDir = files({ 'a.yaml': text });
    const pool = await ConfigPool.from(['a.yaml'], { baseDir });
    expect(Array.from(pool, ({ value }) => value)).toEqual(values);
    expect(Array.from(pool, ({ origin }) => origin)).toEqual(origins);
  });

  it('#27 CRLF gives the id of LF', async () => {
    const [dos, unix] = [
      await poolOfYaml('a: 1\r\nb:\r\n  - x\r\n'),
      await poolOfYaml('a: 1\nb:\n  - x\n'),
    ];
    expect(dos.ids()).toEqual(unix.ids());
  });

  it('shows no neighbouring line and no value of a secret', async () => {
    const secret = 'hunter2-secret';
    const texts = [
      `password: ${secret}\na: [1\nb: 2`,
      `password: *${secret}`,
      `apiKey: !${secret} x`,
      `a:\n  password: ${secret}\n\tb: 1`,
      `token: "${secret}`,
      `password: ${secret}: x`,
    ];
    for (const text of texts) {
      const error = await failure(['a.yaml'], {
        baseDir: files({ 'a.yaml': text }),
      });
      expect(`${error.stack}${JSON.stringify(error)}`).not.toContain(secret);
    }
    const json = await failure(['a.json'], {
      baseDir: files({ 'a.json': `{"k": "${secret}", x}` }),
    });
    expect(`${json.stack}${JSON.stringify(json)}`).not.toContain(secret);
  });

  it('accepts as JSON exactly what JSON.parse accepts', () => {
    const text = fc.oneof(
      fc.json(),
      fc.string({
        unit: fc.constantFrom(...'{}[],:"\\ \n\tu0a1e-+.tfn', 'true', 'null'),
        maxLength: 12,
      }),
    );
    return fc.assert(
      fc.asyncProperty(text, async (json) => {
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
          'E_MATRIX',
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

async function expectRefusal(
  name: string,
  text: string | Uint8Array,
  code: string,
  place: string | undefined,
  message: string,
): Promise<void> {
  const baseDir = files({ [name]: text });
  const error = await failure([name], { baseDir });
  expect(error.issues).toMatchObject([{ code }]);
  expect(error.message).toContain(
    `${baseDir}/${name}${place === undefined ? '  ' : `:${place}  `}`,
  );
  expect(error.message).toContain(message);
}
