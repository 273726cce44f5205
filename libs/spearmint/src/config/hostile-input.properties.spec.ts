import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { files } from './config.fixture.js';
import { ConfigPool } from './pool/config-pool.js';
import type { ConfigPoolOptions } from './pool/config-pool.options.js';
import type { ConfigSourceInput } from './source/config-source-input.js';
import { SpearmintConfigError } from './spearmint-config.error.js';

/** The ends that loading may have. Any other error is thrown on, and fails the test. */
async function ending(
  sources: readonly ConfigSourceInput[],
  options: ConfigPoolOptions = {},
): Promise<'pool' | 'issues'> {
  try {
    const pool = await ConfigPool.from(sources, {
      env: { HOME: '/' },
      duplicates: 'drop',
      ...options,
    });
    for (const { id, label, value } of pool.slice(0, 20)) {
      expect(id).toMatch(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/);
      expect(typeof label).toBe('string');
      expect(Object.isFrozen(value)).toBe(true);
    }
    return 'pool';
  } catch (error) {
    if (!(error instanceof SpearmintConfigError)) throw error;
    expect(error.issues.length).toBeGreaterThan(0);
    for (const { code, origin, message } of error.issues.slice(0, 20)) {
      expect(code).toMatch(/^E_[A-Z_]+$/);
      expect([typeof origin, typeof message]).toEqual(['string', 'string']);
    }
    return 'issues';
  }
}

/** As YAML and as JSON. */
async function endOfText(text: string | Uint8Array): Promise<void> {
  for (const name of ['a.yaml', 'a.json'])
    await ending([name], { baseDir: files({ [name]: text }) });
}

/** What every object inherits: none of it may change. */
function inherited(): string {
  return [Object, Array, Map, Set, Function, String]
    .flatMap(({ prototype }) =>
      Reflect.ownKeys(prototype).map((key) => {
        const { value, get } = Object.getOwnPropertyDescriptor(
          prototype,
          key,
        ) as PropertyDescriptor;
        return `${String(key)} ${typeof (value ?? get)}`;
      }),
    )
    .join();
}

const before = inherited();

const MARKS = [
  [...'[]{}:,-?!&*#|>%@`"\'\\\0\t\n\r .~=<$0a'],
  [': ', '- ', '? ', '\n  ', '\n    ', '\r\n', '---\n', '...\n', '%YAML 1.1'],
  ['&a', '*a', '<<: *a', '!!js/function ', '!<x>', '!!set', '|2-', '>+', '# '],
  ['.nan', '.inf', '0x', '0o8', '1e999', '-0', '9'.repeat(40), '1e', '+.5'],
  ['\ufeff', '\u2028', '\u0085', '\ud800', '\udc00', '\u{1f600}', '\\ud800'],
  ['"$grid": [', '$range', '${HOME}', '__proto__: ', '"constructor":'],
  ['null', 'true', 'x'.repeat(300), ' '.repeat(300), '[{'.repeat(60)],
].flat();
const marks = fc
  .array(fc.constantFrom(...MARKS), { maxLength: 60 })
  .map((parts) => parts.join(''));

describe('a text of any bytes ends in a pool or in issues', () => {
  it('when they are random', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), endOfText),
      { numRuns: 200 },
    );
  });

  it('when they are marks of YAML and JSON in any order', async () => {
    await fc.assert(fc.asyncProperty(marks, endOfText), { numRuns: 500 });
  });

  it('when they are a sound file that was cut, doubled and overwritten', async () => {
    const sound = `$seed: 1
$samples: 2
base: &base { name: small, stop: [END], temperature: 0.5 }
model:
  <<: *base
  name: { $grid: [small, 'large', "huge"] }
limit: { $int: { from: 1, to: 9 } }
steps: { $range: { from: 0, to: 1, step: 0.5 } }
text: |
  some words
$variants: { fast: { a: 1 }, careful: { a: 2 } }
$exclude: [{ model: { name: huge }, steps: { $gt: 0 } }]
`;
    const edit = fc.tuple(fc.nat(sound.length), fc.nat(40), marks, fc.nat(2));
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { maxLength: 3 }), async (edits) => {
        await endOfText(
          edits.reduce(
            (text, [at, length, mark, kind]) =>
              text.slice(0, at) +
              [mark, '', text.slice(at, at + length).repeat(2)][kind] +
              text.slice(at + length),
            sound,
          ),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('when it is nested to any depth', async () => {
    const openings = [
      '[',
      '{a: ',
      '{"a":',
      '- ',
      '? ',
      '[{a: ',
      '!x [',
      '&a [',
    ];
    const closings = ['', ']', '}', '}]', '1', '\n'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...openings),
        fc.constantFrom(...closings),
        fc.oneof(fc.integer({ min: 90, max: 110 }), fc.nat(20_000)),
        async (opening, closing, depth) => {
          await endOfText(
            `a: ${opening.repeat(depth)}${closing.repeat(depth)}`,
          );
          await endOfText(`${opening.repeat(depth)}1${closing.repeat(depth)}`);
        },
      ),
      { numRuns: 60 },
    );
    const stairs = Array.from({ length: 300 }, (_, at) => ' '.repeat(at));
    await endOfText(stairs.map((margin) => `${margin}a:\n`).join(''));
    await endOfText(stairs.map((margin) => `${margin}- \n`).join(''));
  });

  it('when its anchors stand for one another', async () => {
    const target = fc.nat(4);
    const bomb = fc.array(fc.array(target, { minLength: 1, maxLength: 9 }), {
      maxLength: 8,
    });
    const leaf = fc.constantFrom('1', '{ k: 1 }', '[1, 2]', '{ $grid: [1] }');
    await fc.assert(
      fc.asyncProperty(bomb, leaf, async (rows, first) => {
        const lines = rows.map((names, at) => {
          const items = names.map((back) => `*a${Math.max(0, at - back)}`);
          return `a${at + 1}: &a${at + 1} [${items.join(', ')}]`;
        });
        await endOfText([`a0: &a0 ${first}`, ...lines].join('\n'));
      }),
      { numRuns: 40 },
    );
  });

  it('when it holds many documents, empty or not', async () => {
    const documents = fc.array(fc.oneof(marks, fc.constantFrom('', 'a: 1')), {
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(documents, (parts) => endOfText(parts.join('\n---\n'))),
      { numRuns: 100 },
    );
  });
});

const KEYS = [
  ['$grid', '$range', '$linspace', '$logspace', '$uniform', '$loguniform'],
  ['$int', '$choice', '$env', '$secret', '$file', '$literal', '$variants'],
  ['$extends', '$exclude', '$add', '$samples', '$pick', '$seed', '$version'],
  ['$id', '$name', '$description', '$tags', '$weight', '$in', '$gt', '$ne'],
  ['$grdi', '$', '$$', '$$grid', '$__proto__', '__proto__', 'constructor'],
  ['prototype', 'toString', 'hasOwnProperty', 'then', 'toJSON', '<<', ''],
  ['from', 'to', 'step', 'count', 'a', 'b', 'a.b', '[0]', '0', 'length'],
].flat();
const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', 'a', '{a}', '{__proto__}', 'HOME'),
  fc.constantFrom(0, -0, 1, -1, 2, 0.5, 1e-7, 1e308, -1e308, 5e-324, 2 ** 53),
  fc.constantFrom(9007199254740991, NaN, Infinity, -Infinity),
  fc.constantFrom(
    '../../etc/passwd',
    '/',
    '.',
    'a\0b',
    './a.yaml',
    'a'.repeat(300),
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const { tree, operators } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    scalar,
    fc.array(tie('tree'), { maxLength: 3 }),
    tie('operators'),
    fc.record({ from: scalar, to: scalar, step: scalar }),
    fc.record({ from: scalar, to: scalar, count: scalar }),
  ),
  // Not by assignment: a key __proto__ is one of the keys.
  operators: fc
    .array(fc.tuple(fc.constantFrom(...KEYS), tie('tree')), { maxLength: 3 })
    .map((entries) => Object.fromEntries(entries) as unknown),
}));

describe('a config of any operators ends in a pool or in issues', () => {
  it('when it is an object', async () => {
    await fc.assert(
      fc.asyncProperty(operators, async (config) => {
        await ending([config as object]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('when it is a file', async () => {
    await fc.assert(
      fc.asyncProperty(operators, async (config) => {
        await endOfText(JSON.stringify(config));
      }),
      { numRuns: 300 },
    );
  });

  it('when each operator has any argument, with its seed and with none', async () => {
    const operator = fc.constantFrom(
      ...KEYS.filter((key) => /^\$\w/.test(key)),
    );
    await fc.assert(
      fc.asyncProperty(
        operator,
        tree,
        fc.boolean(),
        async (key, value, isSeeded) => {
          const root = isSeeded ? { $seed: 1 } : {};
          await ending([{ ...root, a: { [key]: value } }]);
          await ending([{ ...root, a: 1, b: { $grid: [1, 2] }, [key]: value }]);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('when overrides, with any path and value, stand over it', async () => {
    const path = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc
        .array(fc.constantFrom(...KEYS, '.', '[', ']', '"', '+', '=', ';', ':'))
        .map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(operators, path, tree, async (config, place, value) => {
        await ending([config as object], {
          overrides: Object.fromEntries([[place, value]]),
          set: `${place}=${JSON.stringify(value)};${place}`,
        });
      }),
      { numRuns: 300 },
    );
  });
});

const fail = (): never => {
  throw new RangeError('of the object');
};
const everyTrap = (trap: () => never): ProxyHandler<object> => ({
  get: trap,
  has: trap,
  ownKeys: trap,
  getPrototypeOf: trap,
  getOwnPropertyDescriptor: trap,
});

/** Things that no config can hold, or only with care: each made anew. */
const HOSTILE: Readonly<Record<string, () => unknown>> = {
  'a function': () => () => 1,
  'a class': () => class Settings {},
  'a symbol': () => Symbol('x'),
  undefined: () => undefined,
  'a getter that throws': () =>
    Object.defineProperty({}, 'a', { get: fail, enumerable: true }),
  'a getter that throws undefined': () => ({
    get a() {
      throw undefined;
    },
  }),
  'an item that throws': () => Object.defineProperty([1], 0, { get: fail }),
  'a toJSON that throws': () => ({ toJSON: fail }),
  'a toJSON that gives itself': () => {
    const value = { toJSON: (): unknown => value };
    return value;
  },
  'a toJSON without end': () => {
    const next = (): object => ({ toJSON: next });
    return next();
  },
  'a then that throws': () =>
    Object.defineProperty({ a: 1 }, 'then', { get: fail }),
  'a proxy that throws': () => new Proxy({}, everyTrap(fail)),
  'a list that is a proxy that throws': () => new Proxy([], everyTrap(fail)),
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  'a proxy as prototype': () => Object.create(new Proxy({}, everyTrap(fail))),
  'a long chain of prototypes': () => {
    let value: object = { a: 1 };
    for (let at = 0; at < 10_000; at++) value = Object.create(value) as object;
    return value;
  },
  'a cycle': () => {
    const value: Record<string, unknown> = {};
    value.list = [new Map([['self', value]])];
    return value;
  },
  'a set of itself': () => {
    const value = new Set<unknown>();
    return value.add(value);
  },
  'a deep mapping': () => nested(20_000, (inner) => ({ inner })),
  'a deep list': () => nested(20_000, (inner) => [inner]),
  'a deep Map': () => nested(20_000, (inner) => new Map([['inner', inner]])),
  'shared parts of shared parts': () =>
    nested(90, (inner) => ({ a: inner, b: inner })),
  'a list with holes': () => Object.assign([1], { length: 2_000 }),
  'a list with names': () => Object.assign([1], { more: 2 }),
  'a list of a class': () =>
    class extends Array<unknown> {
      override map = fail;
    }.from([1]),
  'an iterator': () => [1].values(),
  'a Map with odd keys': () =>
    new Map<unknown, unknown>([
      [NaN, 1],
      [{}, 2],
      ['__proto__', 3],
    ]),
  'a Map that cannot be iterated': () =>
    Object.assign(new Map(), { [Symbol.iterator]: fail }),
  'an invalid date': () => new Date(NaN),
  'a date that lies': () =>
    Object.assign(new Date(0), { getTime: fail, toISOString: fail }),
  'a boxed symbol': () => Object(Symbol('x')) as unknown,
  'a detached buffer': () => {
    const { buffer } = new Uint8Array(8);
    structuredClone(buffer, { transfer: [buffer] });
    return buffer;
  },
  'shared memory': () => new SharedArrayBuffer(4),
  'a tag that throws': () =>
    Object.defineProperty({}, Symbol.toStringTag, { get: fail }),
  'a key that is a symbol': () => ({ [Symbol('x')]: 1 }),
  'a key __proto__': () =>
    JSON.parse('{ "__proto__": { "polluted": 1 } }') as unknown,
  'a key constructor': () => ({ constructor: { prototype: { polluted: 1 } } }),
  'half a character': () => '\ud800',
  'a huge integer': () => 10n ** 5_000n,
  arguments: () =>
    (function () {
      return arguments;
    })(),
  'a promise': () => Promise.resolve(1),
  'a WeakRef': () => new WeakRef({}),
  'an error': () => new TypeError('x'),
  'the process': () => process,
  'the global object': () => globalThis,
};

function nested(depth: number, around: (inner: unknown) => unknown): unknown {
  let value: unknown = 1;
  for (let at = 0; at < depth; at++) value = around(value);
  return value;
}

class ToBeMade {
  constructor(readonly name: string) {}
}

/** The value with the hostile things in their places. */
function made(value: unknown): unknown {
  if (value instanceof ToBeMade) return HOSTILE[value.name]();
  if (Array.isArray(value)) return value.map(made);
  if (value instanceof Set) return new Set(Array.from(value, made));
  if (value instanceof Map)
    return new Map(Array.from(value, ([key, item]) => [made(key), made(item)]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, made(item)]),
  );
}

describe('an object of any kind ends in a pool or in issues', () => {
  it.each(Object.entries(HOSTILE))('when it holds %s', async (_name, make) => {
    await ending([{ a: make() }]);
    await ending([{ a: [1, { deep: make() }] }]);
    await ending([{ a: { $grid: [make(), 7] } }]);
    await ending([{ a: { $literal: make() } }]);
    await ending([{ $variants: { x: { a: make() }, y: make() } }]);
    await ending([
      { $id: make(), $tags: make(), $exclude: make(), $add: [make()] },
    ]);
    await ending([{ a: new Map([['a', make()]]), b: new Set([make()]) }]);
    await ending([{ a: 1 }], { overrides: { a: make() } });
    await ending([() => ({ a: make() })]);
  });

  it('when such things stand at any place of a config', async () => {
    // Made inside of the property, since fast-check looks at what it generates.
    const hostile = fc
      .constantFrom(...Object.keys(HOSTILE))
      .map((name) => new ToBeMade(name));
    const { config } = fc.letrec((tie) => {
      const list = fc.array(tie('value'), { maxLength: 3 });
      const pairs = fc.array(fc.tuple(tie('value'), tie('value')), {
        maxLength: 3,
      });
      return {
        value: fc.oneof(
          { maxDepth: 4 },
          hostile,
          scalar,
          list,
          tie('config'),
          list.map((items) => new Set(items)),
          pairs.map((entries) => new Map(entries)),
        ),
        config: fc
          .array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), {
            maxLength: 3,
          })
          .map((entries) => Object.fromEntries(entries) as unknown),
      };
    });
    await fc.assert(
      fc.asyncProperty(config, async (source) => {
        await ending([{ a: made(source) }]);
      }),
      { numRuns: 500 },
    );
  });

  it('when it is no source at all', async () => {
    const baseDir = files({});
    for (const source of [
      [null, undefined, 0, 1n, true, Symbol('x'), NaN, '', ' ', '\0', '~'],
      ['.', '**', '[', '{', 'a/', 'file:', 'file://%zz', 'http://x/'],
      [class Settings {}, [], [[]], [null], [[{}]], new Map(), new Set()],
      [/x/, new Date(), new WeakMap(), Promise.resolve({}), [1].values()],
      [
        new URL('https://example.org'),
        new URL('file:///%2f'),
        'x'.repeat(9_999),
      ],
      [(): unknown => null, (): unknown => (): unknown => 1, fail],
      [(): unknown => [[[]]], (): unknown => [undefined]],
    ].flat(1))
      expect(await ending([source as ConfigSourceInput], { baseDir })).toBe(
        'issues',
      );
  });

  it('when a function rejects or throws anything', async () => {
    for (const thrown of [
      undefined,
      null,
      1,
      'x',
      Symbol('x'),
      {},
      fail,
      [[]],
    ]) {
      const sources = [
        () => {
          throw thrown;
        },
        () => Promise.reject(thrown as Error),
      ];
      for (const source of sources)
        expect(await ending([source])).toBe('issues');
    }
  });
});

describe('after all of that', () => {
  it('every prototype is as it was', () => {
    expect(inherited()).toBe(before);
  });
});
