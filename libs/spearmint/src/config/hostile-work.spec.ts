import { describe, expect, it } from '@jest/globals';
import { failure, files, issuesOfFile } from './config.fixture.js';
import { ConfigPool } from './pool/config-pool.js';
import { ConfigSource } from './source/config-source.js';
import type { ConfigSourceInput } from './source/config-source-input.js';

const codes = async (
  sources: readonly ConfigSourceInput[],
  options = {},
): Promise<string[]> =>
  (await failure(sources, options)).issues.map(({ code }) => code);

const holes = (length: number): unknown[] => Object.assign([], { length });

const refusesToBeSeen = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

/** A list whose items are aliases of lists of aliases: `levels` deep, ten wide. */
const aliases = (first: string, levels: number): string =>
  Array.from({ length: levels }, (_, level) =>
    level === 0
      ? `a0: &a0 ${first}`
      : `a${level}: &a${level} [${Array(9)
          .fill(`*a${level - 1}`)
          .join()}]`,
  ).join('\n');

describe('a few lines that ask for very much', () => {
  it.each<[string, string]>([
    ['numbers', `[${Array(60).fill(1).join()}]`],
    ['texts', `[${Array(60).fill('"xxxxxxxxxxxxxxxxxxxx"').join()}]`],
  ])('of %s are counted by aliases', async (_what, first) => {
    expect(await issuesOfFile('a.yaml', aliases(first, 7))).toMatchObject([
      { code: 'E_VALUE', message: expect.stringContaining('1000000') },
    ]);
  });

  it('are told once for a thousand, not once for each way there', async () => {
    const issues = await issuesOfFile('a.yaml', aliases('{ $grdi: 1 }', 6));
    expect(issues).toHaveLength(1_001);
    expect(issues.at(-1)).toMatchObject({ code: 'E_TOO_MANY' });
  });

  it('are axes of numbers that no number counts', async () => {
    const huge = { $range: { from: 0, to: 1e308, step: 1e-300 } };
    expect(
      await codes([{ a: Array.from({ length: 2_000 }, () => huge) }]),
    ).toEqual(['E_TOO_MANY']);
  });

  it('are axes that are counted before one number is made', async () => {
    const axis = { $range: { from: 1, to: 9_999 } };
    expect(
      await codes([{ a: Array.from({ length: 20_000 }, () => axis) }]),
    ).toEqual(['E_TOO_MANY']);
  });

  it('are many configs of many values, which are made when they are asked for', async () => {
    const keys = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, at) => [`k${at}`, at]),
    );
    const pool = await ConfigPool.from([
      { ...keys, a: { $range: { from: 1, to: 10_000 } } },
    ]);
    expect(pool.size).toBe(10_000);
    expect(pool.at(9_999).value).toMatchObject({ a: 10_000, k9999: 9_999 });
  });

  it('are additions to a large config', async () => {
    const base = Array.from({ length: 5_000 }, (_, at) => at);
    const $add = Array.from({ length: 500 }, (_, n) => ({ n }));
    expect(await codes([{ base, $add }])).toEqual(['E_TOO_MANY']);
  });

  it.each([
    [
      '$exclude',
      `{ c: { ${'k'.repeat(30_000)}: 1 }, $exclude: [{ c: { ${'x'.repeat(30_000)}: 1 } }] }`,
    ],
    ['a key of spaces', `a: { "$${' '.repeat(60_000)}": 1 }`],
    ['a line of colons', `a: 'x' ${':'.repeat(60_000)}`],
  ])('end soon: %s', async (_what, text) => {
    const start = performance.now();
    await issuesOfFile('a.yaml', text);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});

describe('a source that cannot be looked at', () => {
  it.each<[string, () => unknown]>([
    ['a revoked proxy', refusesToBeSeen],
    ['one below another object', () => Object.create(refusesToBeSeen())],
    ['a list of one', () => [refusesToBeSeen()]],
    [
      'a getter of a list',
      () =>
        Object.defineProperty([1], 0, {
          get: () => {
            throw new Error('no');
          },
        }),
    ],
    ['a list of holes', () => holes(2 ** 32 - 1)],
    ['a value that is a list of holes', () => ({ a: holes(2 ** 32 - 1) })],
    [
      'a then that throws',
      () => ({
        get then() {
          throw new Error('no');
        },
      }),
    ],
  ])('is told as such: %s', async (_what, make) => {
    const [code] = await codes([make() as ConfigSourceInput]);
    expect(code).toMatch(/^E_(BAD_SOURCE|VALUE)$/);
  });

  it.each<[string, () => unknown]>([
    ['gives documents with holes', () => holes(3)],
    [
      'throws what cannot be read',
      () => {
        throw refusesToBeSeen();
      },
    ],
  ])('is a source of its own that %s', async (_what, give) => {
    class Odd extends ConfigSource {
      load() {
        return give() as never;
      }
    }
    expect(await codes([new Odd()])).toEqual(['E_SOURCE']);
  });

  it('does not get its own code run for its text or its copy', async () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    const pool = await ConfigPool.from([
      {
        a: Object.assign(Object(1) as object, { valueOf: () => cycle }),
        b: Object.assign(new Uint8Array([7]), { slice: () => cycle }),
        c: Buffer.from([1, 2]),
      },
    ]);
    expect(pool.at(0).value).toEqual({
      a: 1,
      b: new Uint8Array([7]),
      c: new Uint8Array([1, 2]),
    });
  });
});

describe('overrides', () => {
  it('may say what the configs say already', async () => {
    const options = { overrides: { 'a.b': 1 }, set: 'a.b=1' };
    const pool = await ConfigPool.from([{ a: { b: 1 } }], options);
    expect(pool.at(0).value).toEqual({ a: { b: 1 } });
  });

  it('are as deep as files are, and no deeper', async () => {
    const path = `+${'a.'.repeat(5_000)}a`;
    expect(await codes([{ a: 1 }], { overrides: { [path]: 1 } })).toEqual([
      'E_OVERRIDE',
    ]);
  });
});

it('many problems of a large file are placed in time', async () => {
  const text = Array.from({ length: 20_000 }, (_, n) => `- ${n}`).join('\n');
  const baseDir = files({ 'a.yaml': text });
  const { issues } = await failure(['a.yaml'], { baseDir });
  expect(issues).toHaveLength(1_001);
  expect(issues[999]).toMatchObject({ line: 1_000, column: 3 });
});
