import { describe, expect, it } from '@jest/globals';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  ValidateNested,
} from 'class-validator';
import fc from 'fast-check';
import { z } from 'zod';
import { failure } from '../config.fixture.js';
import { configHash } from '../identity/config-id.js';
import { bindConfig } from '../pool/bind-config.js';
import { ConfigPool } from '../pool/config-pool.js';
import type { ConfigPoolOptions } from '../pool/config-pool.options.js';
import type { ConfigSourceInput } from '../source/config-source-input.js';
import { SpearmintConfigError } from '../spearmint-config.error.js';
import type { Dynamic } from './dynamic.js';
import {
  choice,
  env,
  grid,
  int,
  linspace,
  literal,
  logspace,
  logUniform,
  range,
  secret,
  textFile,
  uniform,
  variants,
} from './helpers.js';
import { Space, space, type SpaceOptions } from './space.js';
import type { SpaceValue } from './space.types.js';

class Model {
  @IsIn(['small', 'large']) name!: 'small' | 'large';
  @IsNumber() temperature = 0;
  @IsOptional() @IsInt() thinking?: number;

  describe(): string {
    return `${this.name} at ${this.temperature}`;
  }
}

class Config {
  @IsDefined() @ValidateNested() @Type(() => Model) model!: Model;
  @IsArray() @IsString({ each: true }) stop!: string[];
  @IsOptional() @IsString() apiKey?: string;
}

const large = z.object({ a: z.number(), b: z.string().min(1) });

const valuesOf = async (source: object): Promise<unknown[]> =>
  Array.from(await ConfigPool.from([source]), ({ value }) => value);

describe('a space', () => {
  const search = space(
    Config,
    {
      model: {
        name: grid(['small', 'large']),
        temperature: linspace({ from: 0, to: 1, count: 3 }),
      },
      stop: ['x', grid(['y', 'z'])],
    },
    {
      name: 'search',
      exclude: [{ model: { name: 'large', temperature: { $gt: 0.5 } } }],
    },
  );

  it('stands for its combinations, checked against its model', async () => {
    const pool = await ConfigPool.from([search]);
    expect(pool.size).toBe(10);
    expect(pool.at(0).value).toEqual({
      model: { name: 'small', temperature: 0 },
      stop: ['x', 'y'],
    });
    expect(pool.at(0).label).toBe(
      'search: model.name=small, model.temperature=0, stop[1]=y',
    );
    expect(bindConfig<Model>(pool.at(3), Model, 'model').describe()).toBe(
      'small at 0.5',
    );
  });

  it('is the same once stored and read again', async () => {
    const stored = JSON.parse(JSON.stringify(search)) as object;
    expect(stored).toEqual({
      $name: 'search',
      $exclude: [{ model: { name: 'large', temperature: { $gt: 0.5 } } }],
      model: {
        name: { $grid: ['small', 'large'] },
        temperature: { $linspace: { from: 0, to: 1, count: 3 } },
      },
      stop: ['x', { $grid: ['y', 'z'] }],
    });
    const [typed, plain] = await Promise.all([
      ConfigPool.from([search]),
      ConfigPool.from([stored]),
    ]);
    expect(plain.ids()).toEqual(typed.ids());
    expect(configHash(search)).toBe(configHash(stored));
  });

  it('is refused where its model refuses one of its configs', async () => {
    class Limited {
      @Max(2) a!: number;
    }
    await expect(
      ConfigPool.from([space(Limited, { a: range({ from: 1, to: 3 }) })]),
    ).rejects.toMatchObject({
      issues: [
        {
          code: 'E_VALIDATION',
          path: 'a',
          message: 'a must not be greater than 2, in the config a=3',
        },
      ],
    });
  });

  it('takes a Standard Schema', async () => {
    const schema = z.object({ a: z.number(), b: z.string().default('d') });
    const pool = await ConfigPool.from([
      space(schema, { a: grid([1, 2]), b: 'x' }),
    ]);
    expect(pool.size).toBe(2);
  });

  it('is refused where its schema refuses one of its configs', async () => {
    const schema = z.object({ a: z.number().max(2), b: z.string() });
    const { issues } = await failure([
      space(schema, { a: grid([1, 2, 3]), b: 'x' }),
    ]);
    expect(issues).toMatchObject([
      {
        code: 'E_VALIDATION',
        path: 'a',
        message: expect.stringContaining('in the config a=3'),
      },
    ]);
  });

  it.each<[string, ConfigSourceInput, ConfigPoolOptions]>([
    [
      'the space',
      space(large, { a: range({ from: 1, to: 20_000 }), b: grid(['x', '']) }),
      {},
    ],
    [
      'the pool',
      { a: range({ from: 1, to: 20_000 }), b: grid(['x', '']) },
      { model: large },
    ],
  ])(
    'of more than 10,000 configs is refused for an item of one axis, by a schema of %s',
    async (_whose, source, options) => {
      const { issues } = await failure([source], {
        ...options,
        maxConfigs: 100_000,
      });
      expect(issues.length).toBeGreaterThan(0);
      expect(issues.length).toBeLessThan(10);
      expect(new Set(issues.map(({ path }) => path))).toEqual(new Set(['b']));
    },
  );
});

describe('the helpers', () => {
  it.each<[string, Dynamic<unknown>, object]>([
    ['grid', grid([1, 'x']), { $grid: [1, 'x'] }],
    ['grid of a set', grid(new Set([1, 2])), { $grid: [1, 2] }],
    ['grid of a function', grid(() => [3, 4].values()), { $grid: [3, 4] }],
    [
      'grid of parts',
      grid([{ a: grid([1, 2]) }]),
      { $grid: [{ a: { $grid: [1, 2] } }] },
    ],
    ['range', range({ from: 1, to: 2 }), { $range: { from: 1, to: 2 } }],
    [
      'linspace',
      linspace({ from: 0, to: 1, count: 2 }),
      { $linspace: { from: 0, to: 1, count: 2 } },
    ],
    [
      'logspace',
      logspace({ from: 1, to: 10, count: 2 }),
      { $logspace: { from: 1, to: 10, count: 2 } },
    ],
    [
      'uniform',
      uniform({ from: 0, to: 1, step: 0.5 }),
      { $uniform: { from: 0, to: 1, step: 0.5 } },
    ],
    [
      'logUniform',
      logUniform({ from: 1, to: 2 }),
      { $loguniform: { from: 1, to: 2 } },
    ],
    ['int', int({ from: 0, to: 9 }), { $int: { from: 0, to: 9 } }],
    ['choice', choice(['a', 'b']), { $choice: ['a', 'b'] }],
    ['secret', secret('KEY'), { $secret: 'KEY' }],
    ['env', env('REGION'), { $env: 'REGION' }],
    ['env with a default', env('REGION', 'eu'), { $env: ['REGION', 'eu'] }],
    ['textFile', textFile('./p.md'), { $file: './p.md' }],
    ['literal', literal({ $ref: 1 }), { $literal: { $ref: 1 } }],
    [
      'variants',
      variants({ a: { x: 1 } }, { y: grid([2]) }),
      { y: { $grid: [2] }, $variants: { a: { x: 1 } } },
    ],
  ])('%s', (_name, dynamic, form) => {
    expect(JSON.parse(JSON.stringify(dynamic))).toEqual(form);
  });

  it('work in plain objects, lists and model instances', async () => {
    expect(await valuesOf({ a: [grid([1, 2])] })).toEqual([
      { a: [1] },
      { a: [2] },
    ]);
    const model = Object.assign(new Model(), {
      name: grid(['small', 'large']),
    });
    expect(await valuesOf(model)).toEqual([
      { name: 'small', temperature: 0 },
      { name: 'large', temperature: 0 },
    ]);
  });

  it('keep keys of data that begin with $', async () => {
    const schema = z.object({
      $ref: z.number(),
      a: z.object({ $x: z.number() }),
    });
    const source = space(
      schema,
      { $ref: grid([1, 2]), a: { $x: 3 } },
      { exclude: [{ $ref: 2 }] },
    );
    expect(await valuesOf(source)).toEqual([{ $ref: 1, a: { $x: 3 } }]);
  });

  it('#61 an iterator, which can be read only once, is refused', () => {
    const once = (function* () {
      yield 1;
    })();
    expect(() => grid(once)).toThrow(SpearmintConfigError);
    expect(() => grid(once)).toThrow(
      /grid\(\) has 1 problem:\n.*read only once \(pass a list, or a function/,
    );
    expect(() => choice(5 as never)).toThrow('expects a list, got a number');
  });

  it('an iterator without end is refused', () => {
    function* forever(): Generator<number> {
      for (let n = 0; ; n++) yield n;
    }
    expect(() => grid(forever)).toThrow('gives more than 1000000 items');
  });

  it('any space is the same after a round through JSON', async () => {
    const value = fc.oneof(
      fc.integer({ min: -5, max: 5 }),
      fc
        .uniqueArray(fc.integer(), { minLength: 1, maxLength: 3 })
        .map((items) => grid(items)),
      fc.integer({ min: 1, max: 3 }).map((to) => range({ from: 1, to })),
      fc.constant(uniform({ from: 0, to: 1 })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom('a', 'b', '$c'), value, { minKeys: 1 }),
        fc.nat(),
        async (values, seed) => {
          const schema = z.record(z.string(), z.number());
          const source = space(schema, values as never, { seed });
          const again = JSON.parse(JSON.stringify(source)) as object;
          const [typed, plain] = await Promise.all([
            ConfigPool.from([source]),
            ConfigPool.from([again]),
          ]);
          expect(plain.ids()).toEqual(typed.ids());
        },
      ),
    );
  });
});

describe('the compiler', () => {
  it('accepts what the model allows', () => {
    const spaces = [
      space(Config, { model: { name: 'small', temperature: 1 }, stop: [] }),
      space(Config, {
        model: grid([
          { name: 'small', temperature: 1 },
          { name: 'large', temperature: grid([0, 1]), thinking: 5 },
        ]),
        stop: grid([['a'], ['b', 'c']]),
      }),
      space(Config, {
        model: variants(
          {
            a: { name: 'small' },
            b: { name: 'large', thinking: grid([1, 2]) },
          },
          { temperature: 0 },
        ),
        stop: [],
        apiKey: secret('KEY'),
      }),
      space(
        Config,
        {
          model: {
            name: choice(['small', 'large']),
            temperature: uniform({ from: 0, to: 1 }),
            thinking: int({ from: 0, to: 9 }),
          },
          stop: ['x'],
        },
        {
          seed: 1,
          samples: 5,
          pick: 3,
          add: [{ model: { temperature: 2 } }],
          exclude: [{ model: { thinking: { $gte: 3 } }, stop: ['x'] }],
        },
      ),
    ];
    for (const each of spaces) expect(each).toBeInstanceOf(Space);
  });

  it('refuses what it does not', () => {
    const model = (_value: SpaceValue<Model>): void => undefined;
    const config = (_value: SpaceValue<Config>): void => undefined;
    const options = (_value: SpaceOptions<Config>): void => undefined;
    const temperature = 0;
    // @ts-expect-error a wrong literal
    model({ name: 'medium', temperature });
    // @ts-expect-error a wrong literal in a grid
    model({ name: grid(['small', 'medium']), temperature });
    // @ts-expect-error a grid of another type
    model({ name: 'small', temperature: grid(['hot']) });
    // @ts-expect-error an unknown key
    model({ name: 'small', temperature, temprature: 1 });
    // @ts-expect-error a missing key
    model({ temperature });
    // @ts-expect-error a missing key in a grid
    model(grid([{ temperature: 1 }]));
    // @ts-expect-error a variant of another type
    model(variants({ a: { name: 'tiny' } }, { temperature }));
    // @ts-expect-error a method is no data
    model({ name: 'small', temperature, describe: () => '' });
    // @ts-expect-error a missing part
    config({ model: { name: 'small', temperature } });
    const stop = [int({ from: 1, to: 2 })];
    // @ts-expect-error numbers where texts belong
    config({ model: { name: 'small', temperature }, stop });
    // @ts-expect-error an exclusion of what there is not
    options({ exclude: [{ modle: {} }] });
    // @ts-expect-error an exclusion by another type
    options({ exclude: [{ model: { temperature: { $gt: 'x' } } }] });
    // @ts-expect-error an addition of another type
    options({ add: [{ model: { temperature: 'x' } }] });
    // @ts-expect-error an unknown option
    options({ sampels: 3 });
    // @ts-expect-error a range without its end
    expect(range({ from: 1 }).toJSON()).toEqual({ $range: { from: 1 } });
    // @ts-expect-error a space of a model with a key of another type
    expect(space(Config, { stop: 1 })).toBeInstanceOf(Space);
  });
});
