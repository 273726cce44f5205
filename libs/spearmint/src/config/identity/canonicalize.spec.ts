import { describe, expect, it } from '@jest/globals';
import oracle from 'canonicalize';
import fc from 'fast-check';
import { SpearmintConfigError } from '../spearmint-config.error.js';
import { canonicalize } from './canonicalize.js';
import { configHash, configId } from './config-id.js';
import { FORBIDDEN_KEYS } from '../value/text-rules.js';

const VECTORS: readonly [
  name: string,
  value: unknown,
  canonical: string,
  id: string,
][] = [
  ['V01', {}, '{}', 'cfg_44136fa355b3678a1146'],
  ['V02', { a: 1 }, '{"a":1}', 'cfg_015abd7f5cc57a2dd94b'],
  ['V03', { b: 2, a: 1 }, '{"a":1,"b":2}', 'cfg_43258cff783fe7036d8a'],
  ['V04', { a: 1.0 }, '{"a":1}', 'cfg_015abd7f5cc57a2dd94b'],
  ['V05', { a: '1' }, '{"a":"1"}', 'cfg_9afeb0f2b203f254312e'],
  ['V06', { a: -0.0 }, '{"a":0}', 'cfg_45b619e97b5d9b029af4'],
  ['V07', { a: 0.1 }, '{"a":0.1}', 'cfg_9e3d5635fc1c09ff15c1'],
  [
    'V08',
    { a: 0.1 + 0.2 },
    '{"a":0.30000000000000004}',
    'cfg_29e5dbf7117c7b85bd44',
  ],
  [
    'V09',
    { a: 1e21, b: 1e-7, c: 1e20, d: 0.000001 },
    '{"a":1e+21,"b":1e-7,"c":100000000000000000000,"d":0.000001}',
    'cfg_b5c0529015f2030ef538',
  ],
  [
    'V10',
    { a: 5e-324, b: 1.7976931348623157e308 },
    '{"a":5e-324,"b":1.7976931348623157e+308}',
    'cfg_17f9010facee967423f3',
  ],
  [
    'V11',
    { a: 9007199254740991 },
    '{"a":9007199254740991}',
    'cfg_a9af4cfcb37cc6c571d3',
  ],
  ['V12', { a: NaN }, '{"a":NaN}', 'cfg_0ce896293703c00486a6'],
  [
    'V13',
    { a: Infinity, b: -Infinity },
    '{"a":Infinity,"b":-Infinity}',
    'cfg_a4b009c670c8e0b09607',
  ],
  ['V14', { a: null }, '{"a":null}', 'cfg_d091f9c83c091f79652f'],
  [
    'V15',
    { a: true, b: false },
    '{"a":true,"b":false}',
    'cfg_cf5ce5d22cc0da3c5aa6',
  ],
  [
    'V16',
    { a: [1, [2, { c: [] }]] },
    '{"a":[1,[2,{"c":[]}]]}',
    'cfg_28a03def98af42fae441',
  ],
  [
    'V17',
    { text: 'line\n\ttab "q" \\ \u0001 \u007f \u2028' },
    '{"text":"line\\n\\ttab \\"q\\" \\\\ \\u0001 \u007f \u2028"}',
    'cfg_ab40fc4cef0c2b899d60',
  ],
  ['V18', { e: '\u00e9' }, '{"e":"\u00e9"}', 'cfg_7ba0f4e2c41c8d9af7ff'],
  ['V19', { e: 'e\u0301' }, '{"e":"e\u0301"}', 'cfg_313b430e41dd9b1be169'],
  [
    'V20',
    { '\u{1f600}': 1, '\ufb33': 2, '\u20ac': 3 },
    '{"\u20ac":3,"\u{1f600}":1,"\ufb33":2}',
    'cfg_21dfc770e05c8a466296',
  ],
];

class Settings {
  a = 1;
  b = undefined;
}

const date = new Date('2026-01-02T03:04:05.678Z');

describe('canonicalize and configId', () => {
  it.each(VECTORS)('%s', (_name, value, canonical, id) => {
    expect(canonicalize(value)).toBe(canonical);
    expect(configId(value)).toBe(id);
  });

  it('hashes {} to the well-known SHA-256 of that text', () => {
    expect(configHash({})).toBe(
      '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    );
  });

  it.each<[string, unknown, unknown]>([
    ['1 and 1.0', { a: 1 }, { a: 1.0 }],
    ['-0 and 0', { a: -0 }, { a: 0 }],
    [
      'any order of keys',
      { a: 1, b: { c: 1, d: 2 } },
      { b: { d: 2, c: 1 }, a: 1 },
    ],
    ['an instance and its properties', new Settings(), { a: 1 }],
    [
      'an object without a prototype',
      Object.assign(Object.create(null), { a: 1 }),
      { a: 1 },
    ],
    ['an undefined property and none', { a: 1, b: undefined }, { a: 1 }],
    ['a boxed number', { a: Object(1) as unknown }, { a: 1 }],
    [
      'what toJSON gives',
      { a: new URL('https://example.org/') },
      { a: 'https://example.org/' },
    ],
    [
      'any order of a Map',
      new Map([
        ['x', 1],
        ['y', 2],
      ]),
      new Map([
        ['y', 2],
        ['x', 1],
      ]),
    ],
    ['any order of a Set', new Set([1, 2]), new Set([2, 1])],
    [
      'a Buffer and a Uint8Array',
      { a: Buffer.from('hi') },
      { a: new Uint8Array([104, 105]) },
    ],
  ])('takes for equal: %s', (_name, left, right) => {
    expect(canonicalize(left)).toBe(canonicalize(right));
  });

  it.each<[string, unknown, unknown]>([
    ['a number and its text', { a: 1 }, { a: '1' }],
    ['true and its text', { a: true }, { a: 'true' }],
    ['null and missing', { a: null }, {}],
    ['NaN and null', { a: NaN }, { a: null }],
    ['Infinity and its text', { a: Infinity }, { a: 'Infinity' }],
    ['composed and decomposed letters', { e: '\u00e9' }, { e: 'e\u0301' }],
    ['10n and 10', { a: 10n }, { a: 10 }],
    ['a date and its text', { a: date }, { a: date.toISOString() }],
    ['a Map and a mapping', { a: new Map([['x', 1]]) }, { a: { x: 1 } }],
    ['a Set and a list', { a: new Set([1]) }, { a: [1] }],
    [
      'views of another type',
      { a: new Uint8Array(4) },
      { a: new Float32Array(1) },
    ],
    [
      'a buffer and its bytes',
      { a: new ArrayBuffer(1) },
      { a: new Uint8Array(1) },
    ],
  ])('tells apart: %s', (_name, left, right) => {
    expect(canonicalize(left)).not.toBe(canonicalize(right));
  });

  it('writes what JSON lacks as bare tokens, which no JSON value can equal', () => {
    const value = {
      d: date,
      m: new Map([['x', 10n]]),
      s: new Set(['b', 'a']),
      v: Buffer.from('hi'),
    };
    expect(canonicalize(value)).toBe(
      '{"d":date"2026-01-02T03:04:05.678Z","m":map{"x":10n},"s":set{"a","b"},"v":bytes"aGk="}',
    );
  });

  it.each<[string, unknown, string, string]>([
    ['a function', { a: { f: () => 1 } }, 'E_VALUE', 'a.f'],
    ['a symbol', { a: Symbol('x') }, 'E_VALUE', 'a'],
    ['undefined in a list', { a: [1, undefined] }, 'E_VALUE', 'a[1]'],
    // eslint-disable-next-line no-sparse-arrays
    ['a hole in a list', { a: [, 1] }, 'E_VALUE', 'a[0]'],
    ['a Promise', { a: Promise.resolve(1) }, 'E_VALUE', 'a'],
    ['a RegExp', { a: /x/ }, 'E_VALUE', 'a'],
    ['an Error', { a: new TypeError('x') }, 'E_VALUE', 'a'],
    ['an invalid date', { a: new Date(NaN) }, 'E_VALUE', 'a'],
    ['a lone surrogate', { a: ['\ud800'] }, 'E_STRING', 'a[0]'],
    ['a lone surrogate in a key', { '\ud800': 1 }, 'E_STRING', '\ud800'],
  ])('refuses %s with its path', (_name, value, code, path) => {
    expect(issuesOf(value)).toMatchObject([{ code, path }]);
  });

  it('refuses a cycle and what is nested too deep', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = { list: [cycle] };
    expect(issuesOf(cycle)).toMatchObject([
      { code: 'E_CYCLE', path: 'self.list[0]' },
    ]);
    expect(() => canonicalize(nested(100))).not.toThrow();
    expect(issuesOf(nested(101))).toMatchObject([{ code: 'E_VALUE' }]);
  });

  it('refuses undefined itself', () => {
    expect(issuesOf(undefined)).toMatchObject([{ code: 'E_VALUE', path: '' }]);
  });

  it('agrees with a reference implementation of RFC 8785 on every JSON value', () => {
    fc.assert(
      fc.property(jsonValue(), (value) => {
        expect(canonicalize(value)).toBe(oracle(value));
      }),
    );
  });

  it('agrees with it on mappings of few and of many keys, whatever is in the keys', () => {
    const text = fc.string({ unit: 'binary', maxLength: 110 });
    const key = text.filter((name) => !FORBIDDEN_KEYS.has(name));
    const mapping = fc.dictionary(key, text, { maxKeys: 40 });
    fc.assert(
      fc.property(mapping, (value) => {
        expect(canonicalize(value)).toBe(oracle(value));
      }),
    );
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(key(), jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(configId(reversed)).toBe(configId(value));
      }),
    );
  });

  it('is one to one: a different JSON value has a different text', () => {
    fc.assert(
      fc.property(jsonValue(), (value) => {
        expect(JSON.parse(canonicalize(value))).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
  });
});

function issuesOf(value: unknown) {
  try {
    canonicalize(value);
  } catch (error) {
    if (error instanceof SpearmintConfigError) return error.issues;
  }
  throw new Error('expected a SpearmintConfigError');
}

/** Names that the pool refuses are not part of its domain. */
function key() {
  const forbidden = ['__proto__', 'constructor', 'prototype', 'toJSON'];
  return fc
    .string({ unit: 'binary' })
    .filter((text) => isWellFormed(text) && !forbidden.includes(text));
}

function jsonValue() {
  return fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, false),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({ unit: 'binary' }).filter((text) => isWellFormed(text)),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(key(), tie('value'), { maxKeys: 4 }),
    ),
  })).value;
}

function nested(levels: number): unknown {
  return levels === 0 ? 1 : { a: nested(levels - 1) };
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
