import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { failure } from '../config.fixture.js';
import { ConfigPool } from '../pool/config-pool.js';
import { canonicalize } from './canonicalize.js';
import { configHash, configId } from './config-id.js';
import { isMapping, type Mapping, type Value } from './yaml.writer.fixture.js';
import { data, idOf, idOfYaml, mapping } from './ids.fixture.js';

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
