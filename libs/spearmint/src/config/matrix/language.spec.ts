import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { files, poolOfYaml } from '../config.fixture.js';
import { bindConfig } from '../pool/bind-config.js';
import { ConfigPool } from '../pool/config-pool.js';

/** The values of `a` in the configs of a YAML text. */
async function valuesOfA(yaml: string): Promise<unknown[]> {
  return Array.from(
    await poolOfYaml(yaml),
    ({ value }) => (value as { a: unknown }).a,
  );
}

async function valuesOf(spec: object): Promise<unknown[]> {
  return Array.from(await ConfigPool.from([spec]), ({ value }) => value);
}

describe('what a document stands for', () => {
  it('without operators is one config, lists and all', async () => {
    expect(await valuesOf({ a: [1, 2], b: { c: 'x' } })).toEqual([
      { a: [1, 2], b: { c: 'x' } },
    ]);
  });

  it('is every combination, in the order of the document, the last axis fastest', async () => {
    const pool = await poolOfYaml(
      'a: { $grid: [1, 2] }\nb: { c: { $grid: [x, y, z] } }\nd: 5',
    );
    expect(
      Array.from(pool, ({ value }) => Object.values(value as object)),
    ).toEqual([1, 2].flatMap((a) => ['x', 'y', 'z'].map((c) => [a, { c }, 5])));
    expect(pool.axes).toEqual([
      { path: 'a', size: 2 },
      { path: 'b.c', size: 3 },
    ]);
  });

  it('#65 lists in a grid are values', async () => {
    expect(await valuesOfA('a: { $grid: [[1, 2], [3]] }')).toEqual([
      [1, 2],
      [3],
    ]);
  });

  it('#66 an item of a grid may hold operators: a sum of products', async () => {
    expect(
      await valuesOf({
        model: {
          $grid: [
            { name: 'small' },
            { name: 'large', thinking: { $grid: [0, 1024] } },
          ],
        },
        k: { $grid: [1, 2] },
      }),
    ).toEqual(
      [
        { name: 'small' },
        { name: 'large', thinking: 0 },
        { name: 'large', thinking: 1024 },
      ].flatMap((model) => [1, 2].map((k) => ({ model, k }))),
    );
  });

  it('an operator works inside a list', async () => {
    expect(
      await valuesOfA('a: [x, { $grid: [y, z] }, [{ $grid: [1, 2] }]]'),
    ).toEqual([
      ['x', 'y', [1]],
      ['x', 'y', [2]],
      ['x', 'z', [1]],
      ['x', 'z', [2]],
    ]);
  });
});

describe('numbers', () => {
  it.each<[string, string, number[]]>([
    ['$range includes its end', '{ $range: { from: 1, to: 4 } }', [1, 2, 3, 4]],
    [
      '$range stops before an end it does not hit',
      '{ $range: { from: 0, to: 1, step: 0.4 } }',
      [0, 0.4, 0.8],
    ],
    [
      '$range counts as people do',
      '{ $range: { from: 0, to: 0.5, step: 0.1 } }',
      [0, 0.1, 0.2, 0.3, 0.4, 0.5],
    ],
    [
      '$range goes down',
      '{ $range: { from: 1, to: -1, step: -0.5 } }',
      [1, 0.5, 0, -0.5, -1],
    ],
    ['$range of one', '{ $range: { from: 3, to: 3 } }', [3]],
    [
      '$range of tiny steps',
      '{ $range: { from: 1e-7, to: 3e-7, step: 1e-7 } }',
      [1e-7, 2e-7, 3e-7],
    ],
    [
      '$linspace has both ends',
      '{ $linspace: { from: 0, to: 1, count: 5 } }',
      [0, 0.25, 0.5, 0.75, 1],
    ],
    [
      '$linspace without noise',
      '{ $linspace: { from: 0, to: 0.3, count: 4 } }',
      [0, 0.1, 0.2, 0.3],
    ],
    ['$linspace of one', '{ $linspace: { from: 2, to: 2, count: 1 } }', [2]],
    [
      '$logspace has values for ends',
      '{ $logspace: { from: 1e-5, to: 0.1, count: 5 } }',
      [1e-5, 1e-4, 1e-3, 1e-2, 0.1],
    ],
    [
      '$logspace goes down',
      '{ $logspace: { from: 100, to: 1, count: 3 } }',
      [100, 10, 1],
    ],
  ])('%s', async (_name, spec, values) => {
    expect(await valuesOfA(`a: ${spec}`)).toEqual(values);
  });
});

describe('draws', () => {
  it('are the vectors of the seed, the path and the sample', async () => {
    const unit = { $uniform: { from: 0, to: 1 } };
    const pool = await ConfigPool.from([
      {
        $seed: 42,
        $samples: 8,
        a: unit,
        b: unit,
        model: { temperature: unit },
      },
    ]);
    const values = Array.from(pool, ({ value }) => value) as {
      a: number;
      b: number;
      model: { temperature: number };
    }[];
    expect(values[0].a).toBe(0.4883111076421064);
    expect(values[1].a).toBe(0.6637504614659395);
    expect(values[0].b).toBe(0.46132397416539894);
    expect(values[7].model.temperature).toBe(0.18138606294393134);
  });

  it('do not move when an axis is added, and are the same at each point of the grid', async () => {
    const a = { $int: { from: 1, to: 1_000_000 } };
    const drawn = async (others: object): Promise<Set<unknown>> =>
      new Set(
        (await valuesOf({ $seed: 7, $samples: 3, ...others })).map(
          (value) => (value as { a: unknown }).a,
        ),
      );
    const alone = await drawn({ a });
    expect(alone.size).toBe(3);
    expect(await drawn({ z: { $grid: [1, 2, 3] }, a })).toEqual(alone);
    expect(await drawn({ a, b: { $uniform: { from: 0, to: 9 } } })).toEqual(
      alone,
    );
  });

  it('samples move fastest', async () => {
    const values = await valuesOf({
      $seed: 1,
      $samples: 2,
      g: { $grid: ['x', 'y'] },
      a: { $uniform: { from: 0, to: 1 } },
    });
    expect(values.map((value) => (value as { g: string }).g)).toEqual([
      'x',
      'x',
      'y',
      'y',
    ]);
  });

  it.each<[string, object, (value: number) => boolean]>([
    [
      '$int',
      { $int: { from: -2, to: 2 } },
      (v) => Number.isInteger(v) && Math.abs(v) <= 2,
    ],
    ['$uniform', { $uniform: { from: 5, to: 6 } }, (v) => v >= 5 && v < 6],
    [
      '$uniform by steps',
      { $uniform: { from: 0, to: 0.3, step: 0.1 } },
      (v) => [0, 0.1, 0.2, 0.3].includes(v),
    ],
    [
      '$loguniform',
      { $loguniform: { from: 1e-4, to: 1 } },
      (v) => v >= 1e-4 && v <= 1,
    ],
    ['$choice', { $choice: [1, 2, 4] }, (v) => [1, 2, 4].includes(v)],
  ])(
    '%s stays in its bounds and reaches all of them',
    async (_name, a, holds) => {
      const values = (
        await valuesOf({
          $seed: 3,
          $samples: 400,
          x: { $range: { from: 1, to: 2 } },
          a: [a, { $uniform: { from: 0, to: 1 } }],
        })
      ).map((value) => (value as { a: [number] }).a[0]);
      expect(values.every(holds)).toBe(true);
      expect(new Set(values).size).toBeGreaterThan(2);
    },
  );
});

describe('$variants', () => {
  const yaml = `
    $name: models
    model:
      timeout: 5
      retry: { attempts: 1, backoff: 2 }
      $variants:
        fast: { name: mini, retry: { attempts: 3 } }
        smart: { name: maxi, thinking: { $grid: [0, 1024] } }
  `;

  it('are laid over their siblings, and may hold parameters of their own', async () => {
    const pool = await poolOfYaml(yaml);
    expect(Array.from(pool, ({ value }) => value)).toEqual([
      {
        model: { timeout: 5, retry: { attempts: 3, backoff: 2 }, name: 'mini' },
      },
      {
        model: {
          timeout: 5,
          retry: { attempts: 1, backoff: 2 },
          name: 'maxi',
          thinking: 0,
        },
      },
      {
        model: {
          timeout: 5,
          retry: { attempts: 1, backoff: 2 },
          name: 'maxi',
          thinking: 1024,
        },
      },
    ]);
  });

  it('give labels, not ids', async () => {
    const pool = await poolOfYaml(yaml);
    expect(Array.from(pool, ({ label }) => label)).toEqual([
      'models: model=fast',
      'models: model=smart, model.thinking=0',
      'models: model=smart, model.thinking=1024',
    ]);
    const renamed = await poolOfYaml(yaml.replace('fast:', 'quick:'));
    expect(renamed.ids()).toEqual(pool.ids());
  });

  it('may be a list, at the root, and inside each other', async () => {
    expect(
      await valuesOf({
        z: 0,
        $variants: [
          { a: 1 },
          { a: 2, $variants: { x: { b: 1 }, y: { b: 2, z: 9 } } },
        ],
      }),
    ).toEqual([
      { z: 0, a: 1 },
      { z: 0, a: 2, b: 1 },
      { z: 9, a: 2, b: 2 },
    ]);
  });

  it('replace an operator of a sibling by a value', async () => {
    expect(
      await valuesOf({
        a: { $grid: [1, 2] },
        $variants: { all: {}, one: { a: 3 } },
      }),
    ).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  });
});

describe('$exclude, $add and $pick', () => {
  it('$exclude leaves out what agrees with all that a pattern lists', async () => {
    const pool = await poolOfYaml(`
      a: { $range: { from: 1, to: 4 } }
      m: { n: { $grid: [x, y] } }
      $exclude:
        - { a: 1, m: { n: y } }
        - { a: { $gte: 2, $lt: 4 }, m: { n: { $in: [x, z] } } }
        - { a: 4, m: { n: { $ne: x } } }
    `);
    expect(Array.from(pool, ({ value }) => value)).toEqual([
      { a: 1, m: { n: 'x' } },
      { a: 2, m: { n: 'y' } },
      { a: 3, m: { n: 'y' } },
      { a: 4, m: { n: 'x' } },
    ]);
  });

  it('$exclude compares lists whole, and keys with their escape', async () => {
    expect(
      await valuesOf({
        a: { $grid: [[1, 2], [3]] },
        $$k: { $grid: [1, 2] },
        $exclude: [{ a: [1, 2] }, { $$k: 2 }],
      }),
    ).toEqual([{ a: [3], $k: 1 }]);
  });

  it('$add appends the base without what varies, and what it says itself', async () => {
    expect(
      await valuesOf({
        keep: { x: 1, y: { $grid: [1, 2] } },
        list: [{ $grid: [1, 2] }],
        env: { $env: ['SPEARMINT_NO_SUCH', 'd'] },
        model: { $variants: { a: { n: 1 }, b: { n: 2 } }, t: 5 },
        $exclude: [{ model: { n: { $in: [1, 2] } } }],
        $add: [{ model: { n: 3 } }, { keep: { y: { $grid: [7, 8] } } }],
      }),
    ).toEqual([
      { keep: { x: 1 }, env: 'd', model: { t: 5, n: 3 } },
      { keep: { x: 1, y: 7 }, env: 'd', model: { t: 5 } },
      { keep: { x: 1, y: 8 }, env: 'd', model: { t: 5 } },
    ]);
  });

  it('$pick draws different configs, and more of them begin with the same', async () => {
    const spec = { $seed: 11, a: { $range: { from: 1, to: 1_000_000 } } };
    const five = await valuesOf({ ...spec, $pick: 5 });
    const nine = await valuesOf({ ...spec, $pick: 9 });
    expect(nine.slice(0, 5)).toEqual(five);
    expect(new Set(nine.map((value) => (value as { a: number }).a)).size).toBe(
      9,
    );
    const all = await valuesOf({
      $seed: 1,
      $pick: 6,
      a: { $range: { from: 1, to: 6 } },
    });
    expect(all.map((value) => (value as { a: number }).a).sort()).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
  });
});

describe('what a config refers to', () => {
  it('$env is text of the environment, or the default, and part of the id', async () => {
    const spec = { a: { $env: 'REGION' }, b: { $env: ['NONE', 5] } };
    const pool = await ConfigPool.from([spec], { env: { REGION: 'eu' } });
    expect(pool.at(0).value).toEqual({ a: 'eu', b: 5 });
    const other = await ConfigPool.from([spec], { env: { REGION: 'us' } });
    expect(other.ids()).not.toEqual(pool.ids());
    const plain = await ConfigPool.from([{ a: 'eu', b: 5 }]);
    expect(plain.ids()).toEqual(pool.ids());
  });

  it('$file is the text of a file beside the config, and part of the id', async () => {
    const baseDir = files({
      'configs/a.yaml':
        'a: { $grid: [{ $file: ../prompts/x.md }, { $file: "./_y.md" }] }',
      'prompts/x.md': 'Say { $env: HOME }\n',
      'configs/_y.md': 'Y',
    });
    const pool = await ConfigPool.from(['configs/'], { baseDir });
    expect(Array.from(pool, ({ value }) => value)).toEqual([
      { a: 'Say { $env: HOME }\n' },
      { a: 'Y' },
    ]);
  });

  it('$secret gives its value to the method alone', async () => {
    const spec = { llm: { apiKey: { $secret: 'KEY' }, region: 'eu' } };
    const load = (KEY: string): Promise<ConfigPool> =>
      ConfigPool.from([spec], { env: { KEY } });
    const pool = await load('sk-hidden-1');
    const entry = pool.at(0);
    const bound = bindConfig<{ apiKey: string; region: string }>(
      entry,
      undefined,
      'llm',
    );
    expect(bound).toEqual({ apiKey: 'sk-hidden-1', region: 'eu' });
    expect(bindConfig(entry, undefined, 'llm.apiKey')).toBe('sk-hidden-1');
    const shown = [
      JSON.stringify(entry),
      inspect(entry, { depth: 9, showHidden: true }),
      inspect(entry.value, { depth: 9, showHidden: true }),
      entry.label,
      String((entry.value as { llm: { apiKey: unknown } }).llm.apiKey),
    ].join();
    expect(shown).toContain('[secret:KEY]');
    expect(shown).not.toContain('sk-hidden');
    expect((await load('sk-hidden-2')).ids()).toEqual(pool.ids());
  });

  it('$secret may come from a provider', async () => {
    const pool = await ConfigPool.from([{ a: { $secret: 'db/password' } }], {
      secrets: (name) => `value of ${name}`,
    });
    expect(bindConfig(pool.at(0), undefined, 'a')).toBe('value of db/password');
  });
});

describe('ids of a matrix', () => {
  it('may be made from a template', async () => {
    const pool = await poolOfYaml(
      '$id: "m-{model.name}-{k[0]}"\nmodel: { name: { $grid: [a, b] } }\nk: [1]',
    );
    expect(pool.ids()).toEqual(['m-a-1', 'm-b-1']);
  });

  it('are those of the same configs written out', async () => {
    const matrix = await poolOfYaml('a: { $grid: [1, 2] }\nb: { c: x }');
    const plain = await ConfigPool.from([
      { b: { c: 'x' }, a: 1 },
      { a: 2, b: { c: 'x' } },
    ]);
    expect(matrix.ids()).toEqual(plain.ids());
  });
});

describe('a large pool', () => {
  const spec = Object.fromEntries(
    [...'abcdef'].map((key) => [key, { x: { $range: { from: 1, to: 10 } } }]),
  );

  it('is made as it is asked for, by number, by id, and in order', async () => {
    const pool = await ConfigPool.from([{ first: 1 }, spec, { last: 1 }], {
      maxConfigs: 2_000_000,
    });
    expect(pool.size).toBe(1_000_002);
    const entry = pool.at(123_457);
    expect(entry.value).toMatchObject({
      a: { x: 2 },
      b: { x: 3 },
      f: { x: 7 },
    });
    expect(pool.at(123_457)).toBe(entry);
    expect(pool.indexOf(entry)).toBe(123_457);
    expect(pool.has(entry)).toBe(true);
    expect(pool.at(1_000_001).value).toEqual({ last: 1 });
    expect(pool.slice(-2).map((last) => last.id)).toEqual([
      pool.at(1_000_000).id,
      pool.at(1_000_001).id,
    ]);
    expect(() => pool.at(1_000_002)).toThrow('1000002');
    const [first, second] = pool;
    expect(first.value).toEqual({ first: 1 });
    expect(pool.indexOf(second)).toBe(1);
  });

  it('finds a config by its id', async () => {
    const pool = await ConfigPool.from(
      [{ a: { $range: { from: 1, to: 20_000 } } }],
      {
        maxConfigs: 20_000,
      },
    );
    const { id } = pool.at(12_345);
    expect(pool.byId(id)?.value).toEqual({ a: 12_346 });
    expect(pool.byId('cfg_none')).toBeUndefined();
  });
});
