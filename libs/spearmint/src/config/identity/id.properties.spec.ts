import { describe, expect, it } from '@jest/globals';
import { IsInt, IsOptional } from 'class-validator';
import fc from 'fast-check';
import { files } from '../config.fixture.js';
import { ConfigPool } from '../pool/config-pool.js';
import { canonicalize } from './canonicalize.js';
import { configId } from './config-id.js';
import {
  ascii,
  isExact,
  isMapping,
  type Mapping,
  spellingsOf,
  type Value,
  YamlWriter,
} from './yaml.writer.fixture.js';
import {
  data,
  idOf,
  idOfFile,
  idOfYaml,
  mapping,
  number,
  text,
} from './ids.fixture.js';

/** Choices of a writer, one after the other. */
const style = fc.infiniteStream(fc.nat(5));

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
