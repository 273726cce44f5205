import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { registerAs } from '@nestjs/config';
import { failure, files } from '../config.fixture.js';
import { ConfigPool } from '../pool/config-pool.js';
import { grid } from '../space/helpers.js';
import type { ConfigSourceInput } from './config-source-input.js';

async function originsOf(
  sources: readonly ConfigSourceInput[],
  baseDir: string,
): Promise<string[]> {
  const pool = await ConfigPool.from(sources, { baseDir });
  return Array.from(pool, ({ origin }) => origin);
}

describe('a glob', () => {
  const tree = {
    'configs/a.yaml': 'a: 1',
    'configs/b.json': '{ "b": 1 }',
    'configs/deep/c.yml': 'c: 1',
    'configs/deep/_d.yaml': 'd: 1',
    'configs/notes.md': 'no config',
  };

  it.each<[string, string[]]>([
    ['configs/*.yaml', ['configs/a.yaml']],
    ['configs/*', ['configs/a.yaml', 'configs/b.json']],
    ['configs/**/*.{yml,json}', ['configs/b.json', 'configs/deep/c.yml']],
    ['**/c.*', ['configs/deep/c.yml']],
    ['configs/!(a).yaml', []],
  ])('%s', async (pattern, origins) => {
    const baseDir = files(tree);
    if (origins.length > 0) {
      expect(await originsOf([pattern], baseDir)).toEqual(origins);
      return;
    }
    expect((await failure([pattern], { baseDir })).issues).toMatchObject([
      {
        code: 'E_EMPTY_DIR',
        message: expect.stringContaining(`that matches ${pattern}`),
      },
    ]);
  });

  it('is a path where a file has that name', async () => {
    const baseDir = files({ '[x].yaml': 'a: 1' });
    expect(await originsOf(['[x].yaml'], baseDir)).toEqual(['[x].yaml']);
  });

  it('whose directory is missing is not found', async () => {
    expect(
      (await failure(['nowhere/*.yaml'], { baseDir: files({}) })).issues,
    ).toMatchObject([{ code: 'E_NOT_FOUND' }]);
  });

  it('does not mind twins that it does not match', async () => {
    const baseDir = files({
      'a.yaml': 'a: 1',
      'a.yml': 'a: 2',
      'b.yml': 'b: 1',
    });
    expect(await originsOf(['b.*'], baseDir)).toEqual(['b.yml']);
    mkdirSync(join(baseDir, 'empty'));
    expect(await originsOf(['*.yaml'], baseDir)).toEqual(['a.yaml']);
  });
});

describe('a function', () => {
  it('gives a source, or several, now or later, each time the pool loads', async () => {
    const baseDir = files({ 'a.yaml': 'a: 1' });
    let count = 0;
    const pool = await ConfigPool.from(
      [
        () => ({ n: ++count }),
        async () => [{ b: grid([1, 2]) }, 'a.yaml', [{ c: 1 }, { c: 2 }]],
      ],
      { baseDir },
    );
    expect(Array.from(pool, ({ origin }) => origin)).toEqual([
      'configs[0]()',
      'configs[1]()[0]',
      'configs[1]()[0]',
      'a.yaml',
      'configs[1]()[2][0]',
      'configs[1]()[2][1]',
    ]);
    await ConfigPool.from([() => ({ n: ++count })]);
    expect(count).toBe(2);
  });

  it('may be a namespace of @nestjs/config', async () => {
    const search = registerAs('search', () => ({ fuzzy: 0.2 }));
    const pool = await ConfigPool.from([search]);
    expect(pool.at(0).value).toEqual({ fuzzy: 0.2 });
  });

  it.each<[string, () => unknown, object]>([
    [
      'throws',
      () => {
        throw new Error('no database');
      },
      {
        code: 'E_SOURCE',
        message: 'FunctionSource failed: Error: no database',
      },
    ],
    [
      'rejects',
      () => Promise.reject(new Error('late')),
      { code: 'E_SOURCE', message: expect.stringContaining('late') },
    ],
    [
      'gives nothing',
      () => undefined,
      { code: 'E_BAD_SOURCE', origin: 'configs[0]()' },
    ],
    [
      'gives a function',
      () => () => ({}),
      { code: 'E_BAD_SOURCE', message: 'is a function, and came from one' },
    ],
    [
      'gives a number among others',
      () => [{ a: 1 }, 5],
      { code: 'E_BAD_SOURCE', origin: 'configs[0]()[1]' },
    ],
  ])('that %s is refused', async (_what, give, issue) => {
    expect((await failure([give])).issues).toMatchObject([issue]);
  });

  it('is no class', async () => {
    class Config {
      a = 1;
    }
    expect((await failure([Config])).issues).toMatchObject([
      { code: 'E_BAD_SOURCE', message: expect.stringContaining('is a class') },
    ]);
  });
});
