import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { IsIn, IsNumber } from 'class-validator';
import { failure, files } from '../config.fixture.js';
import { bindConfig } from '../pool/bind-config.js';
import { ConfigPool } from '../pool/config-pool.js';
import { configHash } from '../identity/config-id.js';
import { ConfigSource } from '../source/config-source.js';

const valuesOf = async (source: object): Promise<Record<string, unknown>[]> =>
  Array.from(
    await ConfigPool.from([source], { duplicates: 'drop' }),
    ({ value }) => value as Record<string, unknown>,
  );

describe('draws inside of draws', () => {
  it('reach every value', async () => {
    const values = await valuesOf({
      $seed: 3,
      $samples: 400,
      u: { $uniform: { from: 0, to: 1 } },
      a: { $choice: [{ $choice: [1, 2] }, { $int: { from: 10, to: 13 } }] },
    });
    expect(new Set(values.map(({ a }) => a))).toEqual(
      new Set([1, 2, 10, 11, 12, 13]),
    );
  });
});

describe('patterns of $exclude', () => {
  it('ask of an empty mapping that it is there and empty', async () => {
    expect(
      await valuesOf({ a: { $grid: [{}, { x: 1 }] }, $exclude: [{ a: {} }] }),
    ).toEqual([{ a: { x: 1 } }]);
    const { issues } = await failure([
      { a: { $grid: [1, 2] }, $exclude: [{ nope: {}, a: 1 }] },
    ]);
    expect(issues).toMatchObject([
      { message: expect.stringContaining('unknown path nope') },
    ]);
  });
});

describe('secrets', () => {
  it('stay secrets in a config that is used again', async () => {
    const load = (source: object): Promise<ConfigPool> =>
      ConfigPool.from([source], { env: { K: 'sk-hidden' } });
    const entry = (await load({ apiKey: { $secret: 'K' } })).at(0);
    const again = (await load(entry.value as object)).at(0);
    expect(bindConfig(again, undefined, 'apiKey')).toBe('sk-hidden');
    expect(configHash(entry.value)).toBe(entry.hash);
  });

  it.each<[string, () => unknown]>([
    ['gives a promise', async () => 'x'],
    ['gives null', () => null],
    [
      'throws',
      () => {
        throw new Error('bad token s.1234');
      },
    ],
  ])('of a provider that %s are told as unset', async (_what, secrets) => {
    const error = await failure([{ a: { $secret: 'K' } }], {
      secrets: secrets as never,
    });
    expect(error.issues).toMatchObject([{ code: 'E_SECRET' }]);
    expect(error.message).not.toContain('s.1234');
  });

  it('are in no id', async () => {
    const error = await failure([{ $id: 'x-{apiKey}', apiKey: 'sk-hidden' }]);
    expect(error.issues).toMatchObject([{ code: 'E_ID' }]);
    expect(error.message).not.toContain('sk-hidden');
  });
});

describe('what would have ended in an error of the engine', () => {
  it('is a source of very many documents', async () => {
    class Many extends ConfigSource {
      load() {
        return Array.from({ length: 200_000 }, (_, n) => ({
          value: { n },
          origin: 'many',
        }));
      }
    }
    expect((await failure([new Many()])).issues).toMatchObject([
      { code: 'E_TOO_MANY' },
    ]);
  });

  it.each([
    { from: 0, to: 1e300, step: 1e-300 },
    { from: -1.7e308, to: 1.7e308 },
  ])('is the interval %j', async ($uniform) => {
    expect(
      (await failure([{ $seed: 1, a: { $uniform } }])).issues,
    ).toMatchObject([{ code: 'E_MATRIX' }]);
  });

  it.each([Infinity, NaN])('is a limit of %d', async (maxConfigs) => {
    expect(
      (await ConfigPool.from([{ a: { $grid: [1, 2] } }], { maxConfigs })).size,
    ).toBe(2);
  });

  it('is a file that is a pipe', async () => {
    const baseDir = files({ 'a.yaml': 'a: { $file: p.md }' });
    spawnSync('mkfifo', [join(baseDir, 'p.md')]);
    expect((await failure(['a.yaml'], { baseDir })).issues).toMatchObject([
      {
        code: 'E_FILE',
        message: expect.stringContaining('not a regular file'),
      },
    ]);
  });

  it('is a forbidden key in an override', async () => {
    expect(
      (await failure([{ a: 1 }], { overrides: { '+__proto__.x': 1 } })).issues,
    ).toMatchObject([{ code: 'E_KEY', path: '__proto__.x' }]);
  });
});

describe('an addition', () => {
  it('has to be a mapping as well', async () => {
    expect(
      (await failure([{ a: 1, $add: [{ $literal: [1] }] }])).issues,
    ).toMatchObject([{ code: 'E_ROOT' }]);
  });
});

const told = async (
  source: object,
  options: Parameters<typeof failure>[1] = {},
): Promise<string[]> =>
  (await failure([source], options)).issues.map(
    ({ code, path, message }) => `${code} ${path}: ${message}`,
  );

describe('one mistake is told once', () => {
  it.each<[string, object, string[]]>([
    [
      'a misspelt option that is required',
      { a: { $range: { form: 0, to: 1 } } },
      ['E_MATRIX a.$range.form: unknown option; allowed: from, to, step'],
    ],
    [
      '$samples beside a broken draw',
      { $seed: 1, $samples: 3, a: { $int: { from: 2, to: 1 } } },
      ['E_MATRIX a.$int: from must be less than to, got from=2 and to=1'],
    ],
    [
      '$pick and a draw without a seed',
      { $pick: 1, a: { $choice: [1, 2] }, b: { $grid: [1, 2] } },
      ['E_MATRIX $seed: is required because a is random'],
    ],
    [
      'a typo in $exclude of a matrix that is too large without it',
      { a: { $range: { from: 1, to: 20_000 } }, $exclude: [{ b: 1 }] },
      ['E_MATRIX $exclude[0].b: matches nothing; unknown path b'],
    ],
    [
      'an id template that tells nothing apart',
      {
        $id: 'x-{a}',
        a: { $grid: [1, 2] },
        b: { $range: { from: 1, to: 50 } },
      },
      [
        'E_ID_CONFLICT $id: x-1, for a=1, b=2, is already the id of configs[0] (a=1, b=1), with another content',
      ],
    ],
  ])('%s', async (_what, source, issues) => {
    expect(await told(source)).toEqual(issues);
  });
});

describe('numbers that are all equal', () => {
  it.each(['$linspace', '$logspace'])('are refused by %s', async (operator) => {
    expect(
      await told({ a: { [operator]: { from: 2, to: 2, count: 3 } } }),
    ).toEqual([
      `E_MATRIX a.${operator}: from and to are both 2: all numbers are equal`,
    ]);
  });
});

describe('operators where nobody would look for axes', () => {
  it('work in the default of $env', async () => {
    const values = await valuesOf({
      a: { $env: ['SPEARMINT_UNSET', { $grid: [1, 2] }] },
    });
    expect(values).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it.each([new Map([['k', { $grid: [1, 2] }]]), new Set([{ $grid: [1, 2] }])])(
    'are refused in %s',
    async (hidden) => {
      const [issue] = await told({ a: hidden });
      expect(issue).toMatch(/^E_MATRIX a: a (Map|Set) is data/);
      expect(await valuesOf({ a: { $literal: hidden } })).toEqual([
        { a: hidden },
      ]);
    },
  );
});

describe('configs that a matrix makes twice', () => {
  const twice = {
    $seed: 1,
    $samples: 50,
    a: { $int: { from: 1, to: 3 } },
    b: { $grid: [1, 2] },
  };

  it('are there once, and counted', async () => {
    const pool = await ConfigPool.from([twice]);
    expect(pool.size).toBe(6);
    expect(pool.dropped).toBe(94);
  });

  it('share no id with another content', async () => {
    expect(await told({ ...twice, $id: 'x-{b}' })).toEqual([
      expect.stringMatching(/^E_ID_CONFLICT \$id: x-1, for a=\d, b=1, is/),
    ]);
  });
});

describe('additions', () => {
  it('are made once, unless they draw', async () => {
    const draw = { $uniform: { from: 0, to: 1 } };
    const pool = await ConfigPool.from([
      { $seed: 1, $samples: 3, a: draw, $add: [{ b: 1 }, { c: draw }] },
    ]);
    expect(Array.from(pool, ({ label }) => label?.split(',')[0])).toEqual([
      expect.stringMatching(/^a=/),
      expect.stringMatching(/^a=/),
      expect.stringMatching(/^a=/),
      '$add[0]',
      '$add[1]',
      '$add[1]',
      '$add[1]',
    ]);
  });
});

describe('$variants', () => {
  it('have no operators as names', async () => {
    expect(await told({ $variants: { $grid: { a: 1 } } })).toEqual([
      'E_MATRIX $variants.$grid: $grid is no name of a variant',
    ]);
    const pool = await ConfigPool.from([
      { $variants: { $$a: { x: 1 }, b: { x: 2 } } },
    ]);
    expect(Array.from(pool, ({ label }) => label)).toEqual(['$a', 'b']);
  });

  it('inside each other, have a bound for the whole pool', async () => {
    const nested = (depth: number): object =>
      depth === 0
        ? { x: 1 }
        : {
            [`k${depth}`]: nested(depth - 1),
            $variants: Array.from({ length: 12 }, (_, n) => ({ [`v${n}`]: n })),
          };
    const source = { ...nested(7), $add: [{ y: 1 }] };
    expect(await told(source)).toEqual([expect.stringContaining('E_TOO_MANY')]);
  });

  it('leave a hint that no id can follow to the ids by content', async () => {
    const { issues } = await failure([
      { $id: 'x', $variants: { a: { x: 1 }, b: { x: 2 } } },
    ]);
    expect(issues).toMatchObject([
      { code: 'E_ID', hint: expect.stringMatching(/^leave \$id out/) },
    ]);
  });
});

describe('a secret as the whole config', () => {
  it('is no mapping', async () => {
    expect(await told({ $secret: 'K' }, { env: { K: 'v' } })).toEqual([
      'E_ROOT : a config must be a mapping, got a Secret',
    ]);
  });
});

describe('patterns', () => {
  it('are written as configs are', async () => {
    const values = await valuesOf({
      a: { $grid: [{ $$ref: 1 }, { $$ref: 2 }, { $$ref: 3 }, 4] },
      $exclude: [
        { a: { $in: [{ $$ref: 1 }, { $literal: { $ref: 2 } }] } },
        { a: { $env: ['SPEARMINT_UNSET', 4] } },
      ],
    });
    expect(values).toEqual([{ a: { $ref: 3 } }]);
  });

  it('ask for one value', async () => {
    expect(
      await told({
        a: { $grid: [1, 2] },
        $exclude: [{ a: { $grid: [1, 2] } }],
      }),
    ).toEqual([
      'E_MATRIX $exclude[0].a: stands for several values, and a pattern compares with one',
    ]);
  });

  it('know paths that only some sample has', async () => {
    const values = await valuesOf({
      $seed: 5,
      $samples: 60,
      a: { $choice: [1, { b: 1 }, { b: 2 }] },
      $exclude: [{ a: { b: 1 } }],
    });
    expect(values).toEqual(expect.arrayContaining([{ a: 1 }, { a: { b: 2 } }]));
    expect(values).toHaveLength(2);
  });

  it('look through so many combinations in a pool and no more', async () => {
    const sources = Array.from({ length: 20 }, (_, n) => ({
      n,
      a: { $range: { from: 1, to: 90_000 } },
      $exclude: [{ a: { $gt: 5 } }],
    }));
    const { issues } = await failure(sources);
    expect(issues).toHaveLength(18);
    expect(issues[0]).toMatchObject({
      code: 'E_TOO_MANY',
      message: expect.stringContaining('more than the 200000'),
    });
  });
});

describe('the count of a matrix that is too large', () => {
  it.each<[object, string]>([
    [
      {
        m: { $grid: [{ a: 1 }, { a: 2, b: { $grid: [1, 2, 3] } }] },
        r: { $range: { from: 1, to: 9 } },
      },
      '36 configs, more than maxConfigs=5; axes: m (1 + 3) × r 9',
    ],
    [
      { $seed: 1, $samples: 20, a: { $int: { from: 0, to: 999 } } },
      '20 configs, more than maxConfigs=5; axes: $samples 20',
    ],
    [
      { a: { $grid: [1, 2, 3, 4, 5] }, $add: [{ b: 1 }] },
      '6 configs, more than maxConfigs=5; axes: a 5 + $add[0] 1',
    ],
    [
      { $variants: [{ a: 1 }, { b: { $range: { from: 1, to: 6 } } }] },
      '7 configs, more than maxConfigs=5; axes: $variants (1 + 6)',
    ],
  ])('of %j is explained', async (source, words) => {
    expect(await told(source, { maxConfigs: 5 })).toEqual([
      `E_TOO_MANY : the matrix has ${words}`,
    ]);
  });
});

describe('a problem of a value', () => {
  class Model {
    @IsNumber()
    temperature = 0;
    @IsIn(['small', 'large'])
    name = 'small';
  }

  it('stands where its variant, item or addition is written', async () => {
    const baseDir = files({
      'a.yaml': `name: small
$variants:
  fast: { temperature: 0 }
  slow: { temperature: hot }
$add:
  - name: huge
    temperature: 1
`,
      'b.yaml': `temperature:
  $grid: [1, cold]
`,
    });
    const { issues } = await failure(['a.yaml', 'b.yaml'], {
      baseDir,
      model: Model,
    });
    expect(
      issues.map(({ line, column, path }) => `${line}:${column} ${path}`),
    ).toEqual(['4:11 temperature', '6:5 name', '2:14 temperature']);
  });
});

describe('pools of more than 10,000 configs', () => {
  const large = { maxConfigs: 100_000 };
  const range = { $range: { from: 1, to: 20_000 } };

  it('have ids of their own, too', async () => {
    expect(
      await told({ $id: 'x-{b}', a: range, b: { $grid: [1, 2] } }, large),
    ).toEqual([expect.stringContaining('E_ID_CONFLICT $id: x-1, for a=2')]);
    const { issues } = await failure(
      [
        { a: range },
        { $id: 'x', b: 1 },
        { $id: 'x', b: 2 },
        { c: 1 },
        { c: 1 },
      ],
      large,
    );
    expect(issues.map(({ code }) => code)).toEqual([
      'E_ID_CONFLICT',
      'E_DUPLICATE',
    ]);
    const pool = await ConfigPool.from([{ a: range }, { c: 1 }, { c: 1 }], {
      ...large,
      duplicates: 'drop',
    });
    expect([pool.size, pool.dropped]).toEqual([20_001, 1]);
  });

  class Model {
    @IsNumber()
    a = 0;
    @IsIn([1, 2])
    b = 1;
  }

  it.each<[string, object]>([
    ['left by $exclude', { $exclude: [{ a: { $in: [1, 20_000] } }] }],
    ['left by $pick', { $seed: 1, $pick: 30_000 }],
  ])('show every item of every axis, %s', async (_what, more) => {
    const { issues } = await failure(
      [{ a: range, b: { $grid: [1, 2, 'odd'] }, ...more }],
      { ...large, model: Model },
    );
    expect(issues.every(({ path }) => path === 'b')).toBe(true);
    expect(issues.length).toBeGreaterThan(0);
  });

  it('show what is drawn in other samples than the first', async () => {
    const { issues } = await failure(
      [{ $seed: 1, $samples: 20_000, a: { $choice: [1, 2, 3, 'odd'] } }],
      { ...large, model: Model },
    );
    expect(issues.length).toBeGreaterThan(0);
  });
});

describe('secrets that begin alike', () => {
  it('are called by their own names', async () => {
    class Echo {
      static readonly '~standard' = {
        version: 1 as const,
        vendor: 'test',
        validate: (value: unknown) => ({
          issues: [{ message: `refuses ${JSON.stringify(value)}` }],
        }),
      };
    }
    const error = await failure(
      [{ a: { $secret: 'SHORT' }, b: { $secret: 'LONG' } }],
      {
        env: { SHORT: 'sk-abc', LONG: 'sk-abcdef' },
        model: Echo as never,
      },
    );
    expect(error.message).toContain('[secret:LONG]');
    expect(error.message).toContain('[secret:SHORT]');
    expect(error.message).not.toMatch(/sk-abc|def"/);
  });
});
