import { describe, expect, it } from '@jest/globals';
import { failure, files } from '../config.fixture.js';
import { grid } from '../space/helpers.js';
import { ConfigPool } from './config-pool.js';
import type { ConfigPoolOptions } from './config-pool.options.js';

async function valuesOf(
  sources: readonly object[],
  options: ConfigPoolOptions,
): Promise<unknown[]> {
  const pool = await ConfigPool.from(sources, options);
  return Array.from(pool, ({ value }) => value);
}

describe('overrides', () => {
  it('stand over the sources, and replace an operator', async () => {
    const source = { a: { $grid: [1, 2] }, b: { c: 3, d: [4, 5] } };
    expect(
      await valuesOf([source], { overrides: { a: 9, 'b.d[1]': 'x' } }),
    ).toEqual([{ a: 9, b: { c: 3, d: [4, 'x'] } }]);
  });

  it('may be operators themselves', async () => {
    expect(
      await valuesOf([{ a: 1, b: 2 }], {
        overrides: { a: grid([1, 2]), b: { $range: { from: 1, to: 2 } } },
      }),
    ).toHaveLength(4);
  });

  it('reach variants, items, additions and base files', async () => {
    const baseDir = files({
      '_base.yaml': 'model: { temperature: 1, k: 1 }',
      'a.yaml': `
        $extends: _base.yaml
        model:
          $variants:
            small: { name: small, temperature: { $grid: [0, 1] } }
            large: { name: large }
        tool: { $grid: [{ n: 1, deep: { x: 1 } }, { n: 2 }] }
        $add: [{ model: { name: other, temperature: 5 }, tool: { n: 3 } }]
      `,
    });
    const pool = await ConfigPool.from(['a.yaml'], {
      baseDir,
      overrides: { 'model.temperature': 0.5, 'tool.deep.x': 7 },
    });
    const values = Array.from(pool, ({ value }) => value) as {
      model: { temperature: number };
      tool: { deep?: { x: number } };
    }[];
    expect(values).toHaveLength(5);
    expect(values.every(({ model }) => model.temperature === 0.5)).toBe(true);
    expect(values.filter(({ tool }) => tool.deep?.x === 7)).toHaveLength(2);
  });

  it('reach settings of the root', async () => {
    const source = { $seed: 1, a: { $uniform: { from: 0, to: 1 } } };
    const [one] = await valuesOf([source], {});
    const [two] = await valuesOf([source], { overrides: { $seed: 2 } });
    expect(two).not.toEqual(one);
  });

  it('leave configs alone that do not have the path', async () => {
    expect(
      await valuesOf([{ a: 1 }, { b: 1 }], { overrides: { a: 5 } }),
    ).toEqual([{ a: 5 }, { b: 1 }]);
  });

  it('add a path that is written with a plus', async () => {
    expect(
      await valuesOf([{ a: 1 }], { overrides: { '+b.c': 2, '+["$d"]': 3 } }),
    ).toEqual([{ a: 1, b: { c: 2 }, $d: 3 }]);
  });

  it('of the text stand over those of the options, for their own pool only', async () => {
    const options = {
      overrides: { a: 'options', b: 'options' },
      set: 'a=text; answers:a=other\nlist=[1, {x: 2}]; s="x;y"; +n=',
    };
    const source = { a: 1, b: 1, list: [], s: '' };
    expect(await valuesOf([source], options)).toEqual([
      { a: 'text', b: 'options', list: [1, { x: 2 }], s: 'x;y', n: null },
    ]);
    expect(await valuesOf([source], { ...options, name: 'answers' })).toEqual([
      { a: 'other', b: 'options', list: [], s: '' },
    ]);
  });
});

describe('overrides that are refused', () => {
  it.each<[string, ConfigPoolOptions, object]>([
    [
      '#114 an unknown path',
      { overrides: { 'model.nmae': 1 } },
      {
        code: 'E_OVERRIDE',
        origin: 'overrides',
        path: 'model.nmae',
        message: 'no config has this path',
        hint: 'did you mean model.name? write +model.nmae to add it',
      },
    ],
    [
      '#114 an unknown path in the text',
      { set: 'modle.name=1' },
      { origin: 'SPEARMINT_SET', hint: expect.stringContaining('model.name') },
    ],
    [
      'what is no path',
      { overrides: { 'a..b': 1 } },
      { code: 'E_OVERRIDE', message: '"a..b" is not a path' },
    ],
    [
      'what is no statement',
      { set: 'just words' },
      { code: 'E_OVERRIDE', message: 'is no statement: "just words"' },
    ],
    [
      '#115 a value that is not YAML',
      { set: 'model.name=[1' },
      {
        code: 'E_OVERRIDE',
        path: 'model.name',
        message: 'its value is not YAML: "[1"',
      },
    ],
    [
      'a value that is no data',
      { overrides: { 'model.name': () => 1 } },
      { code: 'E_VALUE', origin: 'overrides', path: 'model.name' },
    ],
    [
      'an operator that is wrong',
      { overrides: { 'model.name': { $grid: [] } } },
      {
        code: 'E_MATRIX',
        message:
          'is an empty list, which would make the whole pool empty, as overrides has it',
      },
    ],
  ])('%s', async (_row, options, issue) => {
    const source = { model: { name: 'x', apiKey: { $literal: 'k' } } };
    expect((await failure([source], options)).issues).toMatchObject([issue]);
  });

  it('#112 show no value that may be secret', async () => {
    const source = { apiKey: 'x' };
    for (const set of ['apiKey=[sk-hidden', 'apiKey sk-hidden']) {
      const error = await failure([source], { set });
      expect(error.issues).toMatchObject([{ code: 'E_OVERRIDE' }]);
      expect(JSON.stringify([error.message, error.issues])).not.toContain(
        'sk-hidden',
      );
    }
  });
});
