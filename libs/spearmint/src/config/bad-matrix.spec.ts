import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { failure, files, refused, type Refusal } from './config.fixture.js';
import { ConfigPool } from './pool/config-pool.js';

const REFUSED: readonly Refusal[] = [
  [
    '#63, Q18 an empty list',
    'x: 1\na: { $grid: [] }',
    'E_MATRIX',
    '2:6',
    'a.$grid: is an empty list, which would make the whole pool empty',
  ],
  [
    '#64 a scalar',
    'a: { $grid: 5 }',
    'E_MATRIX',
    '1:6',
    'a.$grid: expects a list, got a number',
  ],
  [
    '#64 a mapping',
    'a: { $grid: { b: 1 } }',
    'E_MATRIX',
    '1:6',
    'a.$grid: expects a list, got a mapping',
  ],
  [
    '#67 equal items',
    'a: { $grid: [1, 2, 1.0] }',
    'E_MATRIX',
    '1:6',
    'a.$grid: items 0 and 2 are equal',
  ],
  [
    '#68 step 0',
    'a:\n  $range: { from: 0, to: 1, step: 0 }',
    'E_MATRIX',
    '2:29',
    'a.$range.step: must not be 0',
  ],
  [
    '#68 the wrong way',
    'a: { $range: { from: 0, to: -5 } }',
    'E_MATRIX',
    '1:6',
    'a.$range: never reaches to=-5 from from=0 with step=1 (write step: -1)',
  ],
  [
    '#68 infinite',
    'a: { $range: { from: 0, to: .inf } }',
    'E_MATRIX',
    '1:25',
    'a.$range.to: must be finite, got Infinity',
  ],
  [
    '#68 NaN',
    'a: { $range: { from: .nan, to: 1 } }',
    'E_MATRIX',
    '1:16',
    'a.$range.from: must be finite, got NaN',
  ],
  [
    '#68 a bound in quotes',
    'a: { $range: { from: "0", to: 1 } }',
    'E_MATRIX',
    '1:16',
    'a.$range.from: must be a number, got a string (remove the quotes)',
  ],
  [
    '#68 a bound that is missing',
    'a: { $range: { from: 0 } }',
    'E_MATRIX',
    '1:6',
    'a.$range: lacks to',
  ],
  [
    '#68 an unknown option',
    'a: { $range: { from: 0, to: 1, stpe: 1 } }',
    'E_MATRIX',
    '1:32',
    'a.$range.stpe: unknown option; allowed: from, to, step (did you mean step?)',
  ],
  [
    '#69 a list',
    'a: { $range: [0, 5] }',
    'E_MATRIX',
    '1:6',
    'a.$range: expects a mapping with from, to, step, got a list',
  ],
  [
    '#70 more than can be',
    'a: { $range: { from: 1, to: 1000000000000 } }',
    'E_TOO_MANY',
    '1:1',
    'the matrix has 1000000000000 configs, more than maxConfigs=10000; axes: a 1000000000000',
  ],
  [
    '#71 no numbers',
    'a: { $linspace: { from: 0, to: 1, count: 0 } }',
    'E_MATRIX',
    '1:35',
    'a.$linspace.count: must be a whole number of at least 1, got 0',
  ],
  [
    '#71 half a number',
    'a: { $linspace: { from: 0, to: 1, count: 2.5 } }',
    'E_MATRIX',
    '1:35',
    'got 2.5',
  ],
  [
    '#72 one number with two ends',
    'a: { $linspace: { from: 0, to: 1, count: 1 } }',
    'E_MATRIX',
    '1:35',
    'a.$linspace.count: count 1 needs from = to',
  ],
  [
    '#73 exponents',
    'a: { $logspace: { from: -5, to: 1, count: 3 } }',
    'E_MATRIX',
    '1:6',
    'a.$logspace: from and to are the first and last values (not exponents) and must be greater than 0',
  ],
  [
    '#74 siblings',
    'a: { $grid: [1, 2], b: 1, c: 2 }',
    'E_MATRIX',
    '1:6',
    'a.$grid: an operator must be the only key of its mapping (found also b, c)',
  ],
  [
    '#75 an unknown operator',
    'a: { $grdi: [1] }',
    'E_MATRIX',
    '1:6',
    'did you mean $grid? a literal key that starts with "$" is written "$$grdi"',
  ],
  [
    '#76 a reference of JSON Schema',
    "a: { $ref: '#/x' }",
    'E_MATRIX',
    '1:6',
    'is written "$$ref", or put under $literal',
  ],
  [
    '#77 a root key further down',
    'model: { $seed: 1 }',
    'E_MATRIX',
    '1:10',
    'model.$seed: $seed belongs at the top of a config',
  ],
  [
    '#78 no seed',
    'b: 1\na: { $uniform: { from: 0, to: 1 } }',
    'E_MATRIX',
    '1:1',
    '$seed: is required because a is random',
  ],
  [
    '#78 a seed that is no whole number',
    '$seed: 1.5\na: { $int: { from: 0, to: 1 } }',
    'E_MATRIX',
    '1:1',
    '$seed: must be a whole number of at least 0, got 1.5',
  ],
  [
    '#78 a negative seed',
    '$seed: -1\na: { $int: { from: 0, to: 1 } }',
    'E_MATRIX',
    '1:1',
    'got -1',
  ],
  [
    '#78 a seed in quotes',
    '$seed: "1"\na: { $int: { from: 0, to: 1 } }',
    'E_MATRIX',
    '1:1',
    'got a string',
  ],
  [
    '#79 no samples',
    '$seed: 1\n$samples: 0\na: { $int: { from: 0, to: 1 } }',
    'E_MATRIX',
    '2:1',
    '$samples: must be a whole number of at least 1, got 0',
  ],
  [
    '#79 half a sample',
    '$seed: 1\n$samples: 1.5\na: { $int: { from: 0, to: 1 } }',
    'E_MATRIX',
    '2:1',
    'got 1.5',
  ],
  [
    '#79 samples of nothing',
    '$samples: 2\na: { $grid: [1, 2] }',
    'E_MATRIX',
    '1:1',
    '$samples: has nothing to draw',
  ],
  [
    '#80 no variants',
    'a: 1\n$variants: {}',
    'E_MATRIX',
    '2:1',
    '$variants: is empty',
  ],
  [
    '#80 variants that are no mapping',
    'a: 1\n$variants: 3',
    'E_MATRIX',
    '2:1',
    '$variants: expects a mapping of names or a list, got a number',
  ],
  [
    '#80 a variant that is no mapping',
    '$variants: { x: 1, y: { a: 1 } }',
    'E_MATRIX',
    '1:14',
    '$variants.x: a variant must be a mapping of data, got a number',
  ],
  [
    '#80 two variants of one name',
    '$variants:\n  x: { a: 1 }\n  x: { a: 2 }',
    'E_YAML',
    '3:3',
    'x',
  ],
  [
    '#80 equal variants',
    '$variants: { x: { a: 1 }, y: { a: 1 } }',
    'E_MATRIX',
    '1:1',
    '$variants: the variants x and y are equal',
  ],
  [
    '#81 a key that no config has',
    'model: { name: { $grid: [a, b] } }\n$exclude: [{ model: { nmae: a } }]',
    'E_MATRIX',
    '2:23',
    'matches nothing; unknown path model.nmae (did you mean model.name?)',
  ],
  [
    '#81 an unknown test',
    'a: { $grid: [1, 2] }\n$exclude: [{ a: { $gtt: 1 } }]',
    'E_MATRIX',
    '2:19',
    'unknown test $gtt; known: $in, $ne, $gt, $gte, $lt, $lte (did you mean $gt?)',
  ],
  [
    '#81 no pattern',
    'a: { $grid: [1, 2] }\n$exclude: [5]',
    'E_MATRIX',
    '2:12',
    '$exclude[0]: expects a mapping of what to leave out, got a number',
  ],
  [
    '#81 no list',
    'a: { $grid: [1, 2] }\n$exclude: { a: 1 }',
    'E_MATRIX',
    '2:1',
    '$exclude: expects a list, got a mapping',
  ],
  [
    '#82 nothing is left',
    'a: { $grid: [1, 2] }\n$exclude: [{ a: { $in: [1, 2] } }]',
    'E_EMPTY_POOL',
    '2:1',
    '$exclude: leaves none of 2 configs',
  ],
  [
    '#83 an addition that is there',
    'a: { $grid: [1, 2] }\n$add: [{ a: 1 }]',
    'E_DUPLICATE',
    '2:8',
    'is equal to a.yaml:1:1 (a=1)',
  ],
  [
    '#84 more than maxConfigs',
    'a: { $range: { from: 1, to: 200 } }\nb: { c: { $range: { from: 1, to: 100 } } }',
    'E_TOO_MANY',
    '1:1',
    'the matrix has 20000 configs, more than maxConfigs=10000; axes: a 200 × b.c 100 (raise maxConfigs, or use $pick)',
  ],
  [
    '#85 more than can be numbered',
    [...'abcdef']
      .map((key) => `${key}: { $range: { from: 1, to: 1000 } }`)
      .join('\n'),
    'E_TOO_MANY',
    '1:1',
    'the matrix has 1000000000000000000 configs',
  ],
  [
    '#87 a missing file',
    'a: { $file: ./no.md }',
    'E_FILE',
    '1:6',
    'no.md does not exist',
  ],
  [
    '#87 a directory',
    'a: { $file: . }',
    'E_FILE',
    '1:6',
    'is not a regular file',
  ],
  [
    '#87 a file elsewhere',
    'a: { $file: ../../etc/hostname }',
    'E_FILE',
    '1:6',
    'is outside of',
  ],
  [
    '#87 a file without a name',
    'a: { $file: 5 }',
    'E_FILE',
    '1:6',
    'a.$file: expects a name, got a number',
  ],
  [
    '#88 an unset variable',
    'a: { $env: SPEARMINT_NO_SUCH }',
    'E_ENV',
    '1:6',
    'a.$env: the environment variable SPEARMINT_NO_SUCH is not set',
  ],
  [
    '#88 no name',
    'a: { $env: "" }',
    'E_ENV',
    '1:6',
    'a.$env: expects a name, got an empty one',
  ],
  [
    '#88 a number',
    'a: { $env: 5 }',
    'E_ENV',
    '1:6',
    'a.$env: expects a name, got a number',
  ],
  [
    '#88 a list of three',
    'a: { $env: [A, b, c] }',
    'E_ENV',
    '1:6',
    'got a list of 3',
  ],
  [
    '#89 an unset secret',
    'a: { $secret: SPEARMINT_NO_SUCH }',
    'E_SECRET',
    '1:6',
    'a.$secret: the secret SPEARMINT_NO_SUCH is not set',
  ],
  [
    '#93 one id for many',
    '$id: x\nmodel: { name: { $grid: [a, b] } }',
    'E_ID',
    '1:1',
    '$id: is one id for 2 configs (name what varies, as in "x-{model.name}")',
  ],
  [
    '#95 a template that leads nowhere',
    '$id: "x-{model.nmae}"\nmodel: { name: { $grid: [a, b] } }',
    'E_ID',
    '1:1',
    '$id: {model.nmae} leads nowhere in this config',
  ],
  [
    '#95 a template over a mapping',
    '$id: "x-{model}"\nmodel: { name: { $grid: [a, b] } }',
    'E_ID',
    '1:1',
    '{model} is a mapping, which makes no id',
  ],
  [
    '#95 a template over an odd text',
    '$id: "x-{a}"\na: { $grid: [ok, "not ok"] }',
    'E_ID',
    '1:1',
    'gives "x-not ok", which must match',
  ],
  [
    'a version that is not known',
    '$version: 2\na: 1',
    'E_MATRIX',
    '1:1',
    '$version: must be 1, got 2',
  ],
  [
    'a choice among many',
    '$seed: 1\na: { $choice: [1, { $grid: [2, 3] }] }',
    'E_MATRIX',
    '2:19',
    'stands for several values',
  ],
  [
    'an empty interval',
    '$seed: 1\na: { $uniform: { from: 1, to: 1 } }',
    'E_MATRIX',
    '2:6',
    'from must be less than to, got from=1 and to=1',
  ],
  [
    'more picks than configs',
    '$seed: 1\n$pick: 3\na: { $grid: [1, 2] }',
    'E_MATRIX',
    '2:1',
    '$pick: is 3, and there are only 2 configs',
  ],
  [
    'picks without a seed',
    '$pick: 1\na: { $grid: [1, 2] }',
    'E_MATRIX',
    '1:1',
    '$seed: is required because $pick is random',
  ],
  [
    'a root that is no mapping',
    '$grid: [1, 2]',
    'E_ROOT',
    '1:1',
    'a config must be a mapping, got a number',
  ],
];

describe('a matrix that is refused', () => {
  it.each(REFUSED)('%s', async (_row, text, code, place, words) => {
    const { codes, message } = await refused('a.yaml', text);
    expect(codes).toEqual([code]);
    expect(message).toContain(`a.yaml:${place}  `);
    expect(message).toContain(words);
  });

  it('#87 a file that a link leads out of the directory', async () => {
    const elsewhere = files({ 'secret.md': 'no' });
    const baseDir = files({ 'a.yaml': 'a: { $file: ./in.md }' });
    symlinkSync(join(elsewhere, 'secret.md'), join(baseDir, 'in.md'));
    const { issues } = await failure(['a.yaml'], { baseDir });
    expect(issues).toMatchObject([{ code: 'E_FILE', path: 'a.$file' }]);
  });

  it.each<[string, Uint8Array, number, string]>([
    [
      'too large',
      Buffer.from('x'.repeat(200)),
      100,
      '200 bytes, more than maxFileBytes=100',
    ],
    ['not UTF-8', Uint8Array.of(0xff, 0x41), 100, 'not valid UTF-8 at byte 0'],
  ])('#87 a file that is %s', async (_what, content, maxFileBytes, words) => {
    const baseDir = files({ 'a.yaml': 'a: { $file: p.md }', 'p.md': content });
    const { issues } = await failure(['a.yaml'], { baseDir, maxFileBytes });
    expect(issues).toMatchObject([
      {
        code: 'E_FILE',
        line: 1,
        column: 6,
        message: expect.stringContaining(words),
      },
    ]);
  });

  it('#93 ids that collide after templating, both', async () => {
    const text = '$id: "x-{a}"\na: { $grid: [1, "1"] }\nb: 1';
    const { codes, message } = await refused('a.yaml', text);
    expect(codes).toEqual(['E_ID_CONFLICT']);
    expect(message).toContain(
      'x-1, for a=1, is already the id of a.yaml:1:1 (a=1)',
    );
  });

  it('all problems of all files are told together', async () => {
    const baseDir = files({
      'a.yaml': 'a: { $grid: [] }\nb: { $range: { from: 1 } }\nc: { $nope: 1 }',
      'b.yaml': '$seed: x\na: { $linspace: 3 }',
    });
    const { issues } = await failure(['.'], { baseDir });
    expect(issues.map(({ path, line }) => [path, line])).toEqual([
      ['a.$grid', 1],
      ['b.$range', 2],
      ['c.$nope', 3],
      ['$seed', 1],
      ['a.$linspace', 2],
    ]);
  });

  it('variants inside each other cannot make the loader hang', async () => {
    let spec: object = { x: 1 };
    for (let level = 0; level < 40; level++) {
      spec = { $variants: { a: { n: spec }, b: { n: { y: level } } }, n: spec };
    }
    const { issues } = await failure([spec]);
    expect(issues[0].code).toMatch(/E_TOO_MANY|E_VALUE/);
  });

  it('the same matrix is accepted once it is mended', async () => {
    const pool = await ConfigPool.from([{ a: { $grid: [1, 2] } }]);
    expect(pool.size).toBe(2);
  });
});
