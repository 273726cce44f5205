import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { IsNumber } from 'class-validator';
import { failure, files } from '../config.fixture.js';
import { ConfigPool } from '../pool/config-pool.js';

const valuesOf = async (
  contents: Record<string, string>,
): Promise<unknown[]> => {
  const baseDir = files(contents);
  const pool = await ConfigPool.from(['.'], { baseDir });
  return Array.from(pool, ({ value }) => value);
};

describe('$extends', () => {
  it('lays a file over another: mappings merge, lists and values are replaced', async () => {
    expect(
      await valuesOf({
        '_base.yaml':
          'model: { name: a, retry: { n: 1, wait: 2 } }\nstop: [x, y]\nk: 1',
        'a.yaml':
          '$extends: ./_base.yaml\nmodel: { retry: { n: 5 } }\nstop: [z]\nnew: 1',
      }),
    ).toEqual([
      {
        model: { name: 'a', retry: { n: 5, wait: 2 } },
        stop: ['z'],
        k: 1,
        new: 1,
      },
    ]);
  });

  it('takes several files, the later over the earlier, and files that extend others', async () => {
    expect(
      await valuesOf({
        '_0.json': '{ "a": 0, "b": 0, "c": 0, "d": 0 }',
        '_1.yaml': '$extends: _0.json\nb: 1',
        'sub/_2.yaml': '$extends: ../_0.json\nc: 2',
        'x.yaml': '$extends: [_1.yaml, sub/_2.yaml]\nd: 3',
      }),
    ).toEqual([{ a: 0, b: 0, c: 2, d: 3 }]);
  });

  it('replaces an operator as a whole, and a value by an operator', async () => {
    expect(
      await valuesOf({
        '_b.yaml': 'a: { $grid: [1, 2] }\nb: 5\nc: { $grid: [1, 2] }',
        'x.yaml':
          '$extends: _b.yaml\na: { x: 1 }\nb: { $range: { from: 1, to: 2 } }\nc: 7',
      }),
    ).toEqual([
      { a: { x: 1 }, b: 1, c: 7 },
      { a: { x: 1 }, b: 2, c: 7 },
    ]);
  });

  it('merges variants by their names', async () => {
    expect(
      await valuesOf({
        '_b.yaml': 'm: { t: 1, $variants: { a: { n: a }, b: { n: b } } }',
        'x.yaml':
          '$extends: _b.yaml\nm: { t: 2, $variants: { b: { k: 9 }, c: { n: c } } }',
      }),
    ).toEqual([
      { m: { t: 2, n: 'a' } },
      { m: { t: 2, n: 'b', k: 9 } },
      { m: { t: 2, n: 'c' } },
    ]);
  });

  it('takes over seed, samples, exclusions, tags and weight, but neither id nor name', async () => {
    const baseDir = files({
      '_b.yaml':
        '$id: base\n$name: Base\n$tags: [t]\n$weight: 2\n$seed: 4\n$samples: 3\nu: { $int: { from: 1, to: 1000000 } }',
      'x.yaml': '$extends: _b.yaml\n$weight: 5',
    });
    const pool = await ConfigPool.from(['x.yaml'], { baseDir });
    expect(pool.size).toBe(3);
    expect(pool.at(0)).toMatchObject({
      tags: ['t'],
      weight: 5,
      name: undefined,
    });
    expect(pool.at(0).id).toMatch(/^cfg_/);
  });

  it('has the id of the same config written in one file', async () => {
    const baseDir = files({
      '_b.yaml': 'a: 1\nb: { c: 2 }',
      'x.yaml': '$extends: _b.yaml\nb: { d: 3 }',
    });
    const pool = await ConfigPool.from(['x.yaml'], { baseDir });
    const plain = await ConfigPool.from([{ b: { d: 3, c: 2 }, a: 1 }]);
    expect(pool.ids()).toEqual(plain.ids());
  });

  it('works for an object in code, from the base directory', async () => {
    const baseDir = files({ '_b.yaml': 'a: 1' });
    const pool = await ConfigPool.from([{ $extends: '_b.yaml', b: 2 }], {
      baseDir,
    });
    expect(pool.at(0).value).toEqual({ a: 1, b: 2 });
  });

  it('keeps texts of a base file beside the base file', async () => {
    expect(
      await valuesOf({
        'shared/_b.yaml': 'p: { $file: ./p.md }',
        'shared/p.md': 'shared',
        'x/a.yaml': '$extends: ../shared/_b.yaml\nq: 1',
      }),
    ).toEqual([{ p: 'shared', q: 1 }]);
  });
});

describe('what $extends refuses', () => {
  it.each<[string, Record<string, string>, string]>([
    [
      '#86 a missing file',
      { 'a.yaml': '$extends: ./_bse.yaml', '_base.yaml': 'a: 1' },
      'does not exist',
    ],
    [
      '#86 a file that extends itself',
      { 'a.yaml': '$extends: a.yaml\nx: 1' },
      'extends itself: a.yaml -> a.yaml',
    ],
    [
      '#86 a cycle',
      {
        'a.yaml': '$extends: _b.yaml',
        '_b.yaml': '$extends: _c.yaml',
        '_c.yaml': '$extends: _b.yaml',
      },
      'extends itself: a.yaml -> _b.yaml -> _c.yaml -> _b.yaml',
    ],
    [
      '#86 a file elsewhere',
      { 'a.yaml': '$extends: ../../etc/passwd' },
      'is outside of',
    ],
    [
      '#86 no path',
      { 'a.yaml': '$extends: 5' },
      'expects the path of a file, got a number',
    ],
    ['#86 an empty path', { 'a.yaml': '$extends: [""]' }, 'got an empty one'],
    [
      'a file of several configs',
      { 'a.yaml': '$extends: _b.yaml', '_b.yaml': 'a: 1\n---\na: 2' },
      'only one can be extended',
    ],
    [
      '#86 too many',
      Object.fromEntries([
        ['a.yaml', '$extends: _0.yaml'],
        ...Array.from({ length: 20 }, (_, index) => [
          `_${index}.yaml`,
          `$extends: _${index + 1}.yaml`,
        ]),
        ['_20.yaml', 'a: 1'],
      ]),
      'more than 16 files one over the other',
    ],
  ])('%s', async (_row, contents, words) => {
    const baseDir = files(contents);
    const { issues } = await failure(['a.yaml'], { baseDir });
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({
      code: 'E_EXTENDS',
      message: expect.stringContaining(words),
    });
  });

  it('#86 a link that leads out of the directory', async () => {
    const elsewhere = files({ 'b.yaml': 'a: 1' });
    const baseDir = files({ 'a.yaml': '$extends: _in.yaml' });
    symlinkSync(join(elsewhere, 'b.yaml'), join(baseDir, '_in.yaml'));
    const { issues } = await failure(['a.yaml'], { baseDir });
    expect(issues).toMatchObject([{ code: 'E_EXTENDS', line: 1 }]);
  });

  it('what is wrong in a base file is told once, in its place there', async () => {
    const baseDir = files({
      '_b.yaml': 'ok: 1\nbad: { $grid: [] }',
      'x.yaml': '$extends: _b.yaml\na: 1',
      'y.yaml': '$extends: _b.yaml\na: 2',
    });
    const { issues } = await failure(['.'], { baseDir });
    expect(issues).toEqual([
      {
        code: 'E_MATRIX',
        origin: join(baseDir, '_b.yaml'),
        line: 2,
        column: 8,
        path: 'bad.$grid',
        message: 'is an empty list, which would make the whole pool empty',
      },
    ]);
  });

  it('what a model refuses is told where it was written', async () => {
    class Model {
      @IsNumber() a!: number;
      @IsNumber() b!: number;
    }
    const baseDir = files({
      '_b.yaml': 'a: x\nb: y',
      'x.yaml': '$extends: _b.yaml\nb: z',
    });
    const { issues } = await failure(['x.yaml'], { baseDir, model: Model });
    expect(issues).toMatchObject([
      { origin: join(baseDir, '_b.yaml'), line: 1, column: 1, path: 'a' },
      { origin: join(baseDir, 'x.yaml'), line: 2, column: 1, path: 'b' },
    ]);
  });

  it('many ways to one file are no way to hang', async () => {
    const contents: Record<string, string> = { '_12.yaml': 'a: 1' };
    for (let level = 0; level < 12; level++) {
      const next = `_${level + 1}.yaml`;
      contents[`_${level}.yaml`] = `$extends: [${next}, ${next}, ${next}]`;
    }
    const baseDir = files({ ...contents, 'a.yaml': '$extends: _0.yaml' });
    const { issues } = await failure(['a.yaml'], { baseDir });
    expect(issues[0].code).toBe('E_EXTENDS');
  });
});
