import { describe, expect, it } from '@jest/globals';
import { refused, files, poolOfYaml, type Refusal } from './config.fixture.js';
import { ConfigPool } from './pool/config-pool.js';

const bytes = (...values: number[]) => Uint8Array.from(values);
const utf16 = new Uint8Array(Buffer.from('\ufeffa: 1', 'utf16le'));
const ascii = (text: string) => [...Buffer.from(text)];
const aliases = `a: &a [1]\nb: [${Array.from({ length: 101 }, () => '*a').join(', ')}]`;
const merges = [
  'b: &b',
  ...Array.from({ length: 101 }, (_, index) => `  k${index}: 1`),
  ...Array.from({ length: 100 }, (_, index) => `m${index}: { <<: *b }`),
].join('\n');

const REFUSED: readonly Refusal[] = [
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

describe('bad input: encoding and YAML syntax', () => {
  it.each(REFUSED)('%s', async (_row, text, code, place, words) => {
    const { codes, message } = await refused('a.yaml', text);
    expect(codes).toEqual([code]);
    expect(message).toContain(
      place === undefined ? 'a.yaml  ' : `a.yaml:${place}  `,
    );
    expect(message).toContain(words);
  });

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
});
