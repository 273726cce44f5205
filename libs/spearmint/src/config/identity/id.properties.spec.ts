import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { IsInt, IsOptional } from 'class-validator';
import fc from 'fast-check';
import { failure, files, poolOfYaml } from '../config.fixture.js';
import { ConfigPool } from '../pool/config-pool.js';
import type { ConfigPoolOptions } from '../pool/config-pool.options.js';
import { canonicalize } from './canonicalize.js';
import { configHash, configId } from './config-id.js';

type Value =
  null | boolean | number | string | Value[] | { [key: string]: Value };
type Mapping = { [key: string]: Value };

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'on', '1', 'x y', 'ключ');
const text = fc.oneof(
  fc.constantFrom('', '1', 'true', 'null', '~', '.nan', '# no', '- a', '{a}'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const number = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const { data, mapping } = fc.letrec<{ data: Value; mapping: Mapping }>(
  (tie) => ({
    mapping: fc.dictionary(name, tie('data'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
    data: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(null, true, false),
      number.filter(isExact),
      text,
      fc.array(tie('data'), { maxLength: 3 }),
      tie('mapping'),
    ),
  }),
);
/** Choices of a writer, one after the other. */
const style = fc.infiniteStream(fc.nat(5));

async function idOf(
  source: object | string,
  options?: ConfigPoolOptions,
): Promise<string> {
  const pool = await ConfigPool.from([source], options);
  expect(pool.size).toBe(1);
  const [{ id, hash }] = pool;
  if (id.startsWith('cfg_')) expect(id).toBe(`cfg_${hash.slice(0, 20)}`);
  return id;
}
const idOfFile = (file: string, content: string): Promise<string> =>
  idOf(file, { baseDir: files({ [file]: content }) });
const idOfYaml = async (content: string): Promise<string> =>
  (await poolOfYaml(content)).at(0).id;

describe('an id does not depend on', () => {
  it('the order of keys, at any depth', async () => {
    await fc.assert(
      fc.asyncProperty(mapping, style, async (config, choices) => {
        const turned = shuffled(config, choices) as Mapping;
        expect(await idOf(turned)).toBe(await idOf(config));
      }),
    );
  });

  it('the style of YAML: blocks, braces, quotes, comments, spelling of numbers', async () => {
    await fc.assert(
      fc.asyncProperty(mapping, style, async (config, choices) => {
        const yaml = new YamlWriter(choices).document(config);
        expect(await idOfFile('a.yaml', yaml)).toBe(configId(config));
      }),
    );
  });

  it('the format of the file, its name, its line ends, and whether there is a file', async () => {
    await fc.assert(
      fc.asyncProperty(mapping, async (config) => {
        const id = await idOf(config);
        const json = JSON.stringify(config, null, 2);
        const dos = ascii(json).replaceAll('\n', '\r\n');
        expect(await idOfFile('a.json', json)).toBe(id);
        expect(await idOfFile('deep/other name.yml', ascii(json))).toBe(id);
        expect(await idOfFile('a.yaml', `\ufeff# dos\r\n${dos}`)).toBe(id);
      }),
      { numRuns: 50 },
    );
  });

  it('the place in a file, in a list of sources, or among other files', async () => {
    const several = fc.uniqueArray(mapping, {
      selector: (config) => configId(config),
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(several, async (configs) => {
        const ids = configs.map((config) => configId(config));
        const texts = configs.map((config) => ascii(JSON.stringify(config)));
        const baseDir = files({
          'documents.yaml': texts.join('\n---\n'),
          'list.json': `[${texts.join()}]`,
          ...Object.fromEntries(
            texts.map((content, at) => [`apart/${at}.yaml`, content]),
          ),
        });
        for (const sources of [
          ['documents.yaml'],
          ['list.json'],
          ['apart'],
          texts.map((_, at) => `apart/${at}.yaml`),
          configs,
          [configs],
          [() => configs],
        ]) {
          const pool = await ConfigPool.from(sources, { baseDir });
          expect(pool.ids()).toEqual(ids);
        }
        const turned = await ConfigPool.from(configs.toReversed());
        expect(turned.ids()).toEqual(ids.toReversed());
      }),
      { numRuns: 50 },
    );
  });

  it('whether parts are written out, or stand under anchors and merge keys', async () => {
    await fc.assert(
      fc.asyncProperty(mapping, mapping, async (base, own) => {
        const [below, over] = [base, own].map((part) =>
          ascii(JSON.stringify(part)),
        );
        const members = Object.entries(own).map(
          ([key, value]) =>
            `\n  ${ascii(JSON.stringify(key))}: ${ascii(JSON.stringify(value))}`,
        );
        expect(
          await idOfYaml(
            `base: &base ${below}\nagain: [*base, *base]\nown: ${over}\nlaid:\n  <<: *base${members.join('')}`,
          ),
        ).toBe(
          configId({
            base,
            again: [base, base],
            own,
            laid: { ...base, ...own },
          }),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('what a config says of itself', async () => {
    const about = fc.record(
      {
        $name: text,
        $description: text,
        $tags: fc.array(text, { maxLength: 2 }),
        $weight: fc.nat(),
        $seed: fc.nat(),
        $version: fc.constant(1),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(mapping, about, async (config, words) => {
        expect(await idOf({ ...words, ...config })).toBe(configId(config));
      }),
    );
  });

  it('the names of variants, nor whether they have names', async () => {
    const names = fc.uniqueArray(fc.string({ unit: 'grapheme-ascii' }), {
      minLength: 2,
      maxLength: 2,
    });
    await fc.assert(
      fc.asyncProperty(mapping, names, async (config, [left, right]) => {
        const unfit = /^(__proto__|constructor|prototype|\d+|\$(?!\$).*)$/;
        fc.pre(![left, right].some((key) => unfit.test(key)));
        const parts = [{ which: 1 }, { which: 2 }];
        const written = parts.map((part) => configId({ ...config, ...part }));
        for (const $variants of [
          parts,
          Object.fromEntries([
            [left, parts[0]],
            [right, parts[1]],
          ]),
        ]) {
          const pool = await ConfigPool.from([{ ...config, $variants }]);
          expect(pool.ids()).toEqual(written);
        }
      }),
    );
  });

  it('where a value comes from: the environment, a file, a base file, an override, $literal', async () => {
    await fc.assert(
      fc.asyncProperty(mapping, text, async (config, word) => {
        const id = configId({ ...config, word });
        const yaml = (extra: string): string =>
          Object.entries(config)
            .map((pair) => pair.map((part) => ascii(JSON.stringify(part))))
            .map(([key, value]) => `${key}: ${value}\n`)
            .join('') + extra;
        const baseDir = files({
          'word.md': word.normalize(),
          'file.yaml': yaml('word: { $file: ./word.md }'),
          '_base.yaml': `word: ${ascii(JSON.stringify(word))}`,
          'over.yaml': yaml('$extends: ./_base.yaml'),
        });
        const env = { WORD: word };
        expect(await idOf({ ...config, word: { $env: 'WORD' } }, { env })).toBe(
          id,
        );
        expect(
          await idOf({ ...config, word: { $env: ['NONE', word] } }, { env }),
        ).toBe(id);
        expect(
          await idOf(
            { ...config, word: null },
            { overrides: { word }, baseDir },
          ),
        ).toBe(id);
        expect(await idOf({ ...config, word: { $literal: word } })).toBe(id);
        expect(await idOf('over.yaml', { baseDir })).toBe(id);
        if (word === word.normalize() && !word.startsWith('\ufeff'))
          expect(await idOf('file.yaml', { baseDir })).toBe(id);
      }),
      { numRuns: 50 },
    );
  });

  it('the value of a secret', async () => {
    await fc.assert(
      fc.asyncProperty(mapping, text, text, async (config, one, other) => {
        const source = { ...config, apiKey: { $secret: 'LLM_KEY' } };
        const [id, rotated] = await Promise.all(
          [one, other].map((value) => idOf(source, { secrets: () => value })),
        );
        expect(rotated).toBe(id);
      }),
    );
  });

  it('what a model adds or makes of a config', async () => {
    class Limits {
      @IsInt() rps = 5;
      @IsOptional() @IsInt() burst?: number;
    }
    await fc.assert(
      fc.asyncProperty(
        fc.record({ burst: fc.integer() }, { requiredKeys: [] }),
        async (config) => {
          expect(await idOf(config, { model: Limits })).toBe(configId(config));
        },
      ),
    );
  });

  it('the class of a mapping, its prototype, nor properties that are undefined', async () => {
    class Anything {}
    await fc.assert(
      fc.asyncProperty(mapping, async (config) => {
        const id = configId(config);
        const nothing = { none: undefined };
        for (const same of [
          Object.assign(new Anything(), nothing, config),
          Object.assign(Object.create(null), config, nothing),
          Object.freeze({ ...config }),
          { toJSON: () => config },
        ]) {
          expect(await idOf(same)).toBe(id);
          expect(configId({ inside: [same] })).toBe(
            configId({ inside: [config] }),
          );
        }
      }),
    );
  });

  it('the order in which a Map or a Set was filled', () => {
    const pairs = fc.uniqueArray(fc.tuple(data, data), {
      selector: ([key]) => canonicalize(key),
      maxLength: 4,
    });
    fc.assert(
      fc.property(pairs, (given) => {
        const turned = given.toReversed();
        expect(configId({ m: new Map(turned) })).toBe(
          configId({ m: new Map(given) }),
        );
        expect(configId({ s: new Set(turned.map(([key]) => key)) })).toBe(
          configId({ s: new Set(given.map(([key]) => key)) }),
        );
      }),
    );
  });
});

describe('a number has one id', () => {
  it.each<[string, number, string[]]>([
    [
      '1',
      1,
      ['1', '1.0', '1.', '1e0', '10e-1', '0.1e+1', '0x1', '0o1', '+1', '01'],
    ],
    ['0', 0, ['0', '-0', '0.0', '-0.0', '0e5', '0x0', '+0', '-0e-3']],
    ['255', 255, ['255', '0xff', '0xFF', '0o377', '2.55e2', '25500e-2']],
    ['a tenth', 0.1, ['0.1', '.1', '1e-1', '0.10', '0.1000000000000000055']],
    ['no number', NaN, ['.nan', '.NaN', '.NAN']],
    ['infinity', Infinity, ['.inf', '.Inf', '+.inf', '+.INF']],
    ['minus infinity', -Infinity, ['-.inf', '-.INF']],
  ])('however YAML spells it: %s', async (_name, value, spellings) => {
    for (const spelling of spellings)
      expect([spelling, await idOfYaml(`a: ${spelling}`)]).toEqual([
        spelling,
        configId({ a: value }),
      ]);
  });

  it('however JavaScript and JSON spell it', async () => {
    await fc.assert(
      fc.asyncProperty(number.filter(isExact), async (value) => {
        const id = configId({ a: value });
        for (const spelling of spellingsOf(value)) {
          expect(await idOfYaml(`a: ${spelling}`)).toBe(id);
          expect(await idOfFile('a.json', `{"a":${spelling}}`)).toBe(id);
        }
        expect(configId({ a: Object(value) as unknown })).toBe(id);
      }),
      { numRuns: 50 },
    );
  });
});

describe('ids tell apart', () => {
  it('two JSON values that are not the same, however alike', () => {
    fc.assert(
      fc.property(mapping, fc.nat(), fc.nat(), (config, place, kind) => {
        const other = changed(config, place, kind);
        expect(configId(other)).not.toBe(configId(config));
        expect(configHash(other)).not.toBe(configHash(config));
      }),
      { numRuns: 500 },
    );
  });

  it('any two values that are not deeply equal, and only those', () => {
    const small = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 2, depthSize: 'small' },
        fc.constantFrom<unknown>(0, 1, '0', '1', 1n, true, null, '', NaN),
        fc.constantFrom('NaN', '1n', 'map{}', 'set{}', '[]', '{}', 'bytes""'),
        fc.constantFrom<unknown>(new Date(0), new Date(1), '1970-01-01'),
        fc.uint8Array({ maxLength: 1 }),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('0', '1', 'a'), tie('value'), {
          maxKeys: 2,
          noNullPrototype: true,
        }),
        fc
          .array(fc.constantFrom<unknown>(0, '0', 1n, 'a'), { maxLength: 2 })
          .map((items) => new Set(items)),
        fc
          .array(
            fc.tuple(fc.constantFrom<unknown>(0, '0', 'a'), tie('value')),
            {
              maxLength: 2,
            },
          )
          .map((pairs) => new Map(pairs)),
      ),
    })).value;
    const many = fc.array(small, { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(many, (values) => {
        const ids = values.map((value) => configId({ value }));
        for (const [at, value] of values.entries()) {
          for (const [other, id] of ids.entries())
            expect(id === ids[at]).toBe(
              isDeepStrictEqual(value, values[other]),
            );
        }
      }),
    );
  });

  it('a value and the text that is hashed of it', () => {
    fc.assert(
      fc.property(data, (value) => {
        const lookalikes = [
          value,
          canonicalize(value),
          [value],
          [[value]],
          { value },
          new Set([value]),
          new Map([['value', value]]),
          new Map([[value, 'value']]),
          Buffer.from(canonicalize(value)),
        ];
        const ids = lookalikes.map((each) => configId({ a: each }));
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('a secret and any data that looks like it', async () => {
    const name = 'LLM_KEY';
    const options = { secrets: () => 'sk-hidden' };
    const ids = await Promise.all([
      idOf({ a: { $secret: name } }, options),
      idOf({ a: { $secret: 'OTHER_KEY' } }, options),
      ...[
        'sk-hidden',
        name,
        `secret"${name}"`,
        `[secret:${name}]`,
        { $secret: name },
        { secret: name },
      ].map(($literal) => idOf({ a: { $literal } })),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('texts by their characters, not by what they look like', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (letters) => {
        const forms = new Set(
          ['NFC', 'NFD', 'NFKC', 'NFKD'].map((form) => letters.normalize(form)),
        );
        const ids = await Promise.all(
          Array.from(forms, (form) => idOf({ letters: form })),
        );
        expect(new Set(ids).size).toBe(forms.size);
      }),
    );
    expect(await idOf({ a: 'é' })).not.toBe(await idOf({ a: 'e\u0301' }));
  });

  it('line ends of a text, which a model may read', async () => {
    const ids = ['a\nb', 'a\r\nb', 'a\rb', 'a b', 'a\nb\n'].map((value) =>
      configId({ value }),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(await idOfYaml('value: "a\\r\\nb"')).toBe(ids[1]);
    expect(await idOfYaml('value: |-\r\n  a\r\n  b\r\n')).toBe(ids[0]);
  });
});

describe('an $id of its own', () => {
  const own = fc
    .stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/)
    .filter((id) => !/^cfg\d*_/i.test(id));

  it('stands as it is, over any content, whose hash stays', async () => {
    await fc.assert(
      fc.asyncProperty(mapping, own, async (config, $id) => {
        const [entry] = await ConfigPool.from([{ $id, ...config }]);
        expect(entry).toMatchObject({ id: $id, hash: configHash(config) });
        expect(entry.value).toEqual(config);
      }),
    );
  });

  it('is refused when it is anything else', async () => {
    const odd = fc.oneof(
      data.filter((value) => typeof value !== 'string'),
      fc
        .string({ unit: 'grapheme' })
        .filter((word) => !/^[\w.:-]+$|[{}]/.test(word)),
      own.map((id) => `cfg_${id.slice(0, 99)}`),
      own.map((id) => id.padEnd(129, 'x')),
      own.map((id) => `../${id}`),
    );
    await fc.assert(
      fc.asyncProperty(odd, async ($id) => {
        const { issues } = await failure([{ $id, a: 1 }]);
        expect(issues).toMatchObject([{ code: 'E_ID', path: '$id' }]);
      }),
    );
  });

  it('is no key of data: id and config_id are content as any other', async () => {
    await fc.assert(
      fc.asyncProperty(data, async (value) => {
        expect(await idOf({ id: value })).toBe(configId({ id: value }));
        expect(await idOf({ config_id: value })).not.toBe(
          await idOf({ id: value }),
        );
      }),
    );
  });
});

/** Integers that a file may hold. */
function isExact(value: number): boolean {
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}

function isMapping(value: Value): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON in ASCII, which is YAML as well. */
function ascii(json: string): string {
  return json.replace(
    /[^\n\x20-\x7e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Notations of a number that both YAML and JSON know. */
function spellingsOf(value: number): string[] {
  const notations = [JSON.stringify(value), value.toExponential()];
  const [mantissa, exponent] = value.toExponential().split('e');
  const [whole, fraction = ''] = mantissa.split('.');
  notations.push(`${whole}.${fraction}000E${exponent}`);
  return Number.isInteger(value) ? [...notations, `${value}.0`] : notations;
}

function shuffled(value: Value, choices: Iterator<number>): Value {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, choices));
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).map(
    ([key, item]) =>
      [choices.next().value as number, key, shuffled(item, choices)] as const,
  );
  return Object.fromEntries(
    entries.sort(([a], [b]) => a - b).map(([, key, item]) => [key, item]),
  );
}

/** The value with one thing in it that is another one. */
function changed(config: Mapping, place: number, kind: number): Mapping {
  const places = nodesOf(config).length;
  let at = place % places;
  const visit = (value: Value): Value => {
    if (at-- === 0) return otherThan(value, kind);
    if (Array.isArray(value)) return value.map(visit);
    if (!isMapping(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, visit(item)]),
    );
  };
  return { root: visit(config) };
}

function nodesOf(value: Value): Value[] {
  if (typeof value !== 'object' || value === null) return [value];
  return [value, ...Object.values(value).flatMap(nodesOf)];
}

/** Something that is often taken for the value. */
function otherThan(value: Value, kind: number): Value {
  const candidates: Value[] = [
    JSON.stringify(value),
    [value],
    { '0': value },
    { value },
    null,
    0,
    1,
    '',
    [],
    {},
    false,
    true,
  ];
  if (Array.isArray(value))
    candidates.push([...value, null], value.toReversed(), { ...value });
  else if (isMapping(value))
    candidates.push({ ...value, more: null }, Object.values(value));
  else if (typeof value === 'string')
    candidates.push(`${value} `, value.toUpperCase(), Number(value) || 0);
  const others = candidates.filter((other) => !isDeepStrictEqual(other, value));
  return others[kind % others.length];
}

/** Deeper than any block. */
const WIDE = ' '.repeat(20);

/** Writes a value as YAML, in one of the many ways to do so. */
class YamlWriter {
  constructor(private readonly choices: Iterator<number>) {}

  document(config: Mapping): string {
    const head = this.one('', '---\n', '# about it\n', '%YAML 1.2\n---\n');
    return `${head}${this.value(config, 0).trimStart()}\n${this.one('', '...\n', '# end')}`;
  }

  /** What stands behind a key: on its line, or below it. */
  private value(value: Value, depth: number): string {
    if (Array.isArray(value)) return this.list(value, depth);
    if (isMapping(value)) return this.mapping(value, depth);
    return ` ${this.scalar(value)}${this.one('', '', ' # why')}`;
  }

  private mapping(value: Mapping, depth: number): string {
    const entries = Object.entries(value);
    if (entries.length === 0 || this.one(true, false, false))
      return ` ${this.flow(value)}`;
    return entries
      .map(
        ([key, item]) =>
          `\n${this.margin(depth)}${this.key(key)}:${this.value(item, depth + 1)}`,
      )
      .join('');
  }

  private list(items: Value[], depth: number): string {
    if (items.length === 0 || this.one(true, false, false))
      return ` ${this.flow(items)}`;
    return items
      .map((item) => `\n${this.margin(depth)}-${this.value(item, depth + 1)}`)
      .join('');
  }

  private flow(value: Value): string {
    const gap = this.one('', ' ', `\n${WIDE}`, ` # so\n${WIDE}`);
    if (Array.isArray(value))
      return `[${gap}${value.map((item) => `${this.flow(item)}${gap},${gap}`).join('')}]`;
    if (!isMapping(value)) return this.scalar(value);
    return `{${gap}${Object.entries(value)
      .map(([key, item]) => `${this.key(key)}: ${this.flow(item)}${gap},${gap}`)
      .join('')}}`;
  }

  private scalar(value: Exclude<Value, object> | null): string {
    if (value === null) return this.one('null', '~', 'Null', 'NULL');
    if (typeof value === 'string') return this.quoted(value);
    if (typeof value === 'number') return this.one(...spellingsOf(value));
    return this.one(String(value), String(value).toUpperCase());
  }

  private key(key: string): string {
    return /^[a-z]+$/.test(key)
      ? this.one(key, this.quoted(key))
      : this.quoted(key);
  }

  private quoted(value: string): string {
    const double = ascii(JSON.stringify(value));
    return /^[\x20-\x7e]*$/.test(value)
      ? this.one(double, `'${value.replaceAll("'", "''")}'`)
      : double;
  }

  private margin(depth: number): string {
    return '   '.repeat(depth);
  }

  private one<T>(...of: T[]): T {
    return of[(this.choices.next().value as number) % of.length];
  }
}
