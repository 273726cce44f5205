import { describe, expect, it } from '@jest/globals';
import { IsInt } from 'class-validator';
import { failure } from '../config.fixture.js';
import {
  ConfigSource,
  type ConfigDocument,
  type ConfigSourceContext,
} from '../source/config-source.js';
import { SpearmintConfigError } from '../spearmint-config.error.js';
import { ConfigIndexError } from './config-index.error.js';
import { ConfigPool } from './config-pool.js';

class Limits {
  @IsInt() rps = 5;
}
class ListSource extends ConfigSource {
  constructor(
    private readonly give: (context: ConfigSourceContext) => unknown,
  ) {
    super();
  }
  load(context: ConfigSourceContext) {
    return this.give(context) as ConfigDocument[];
  }
}

describe('ConfigPool', () => {
  it('is addressed by index, id and entry, in the order of its sources', async () => {
    const pool = await ConfigPool.from([
      { $id: 'a', n: 1 },
      { $id: 'b', n: 2 },
      [{ n: 3 }, { n: 4 }],
    ]);
    expect(pool).toMatchObject({ size: 4, name: 'default' });
    expect(pool.ids().slice(0, 2)).toEqual(['a', 'b']);
    expect(Array.from(pool, ({ origin }) => origin)).toEqual([
      'configs[0]',
      'configs[1]',
      'configs[2][0]',
      'configs[2][1]',
    ]);
    expect(pool.byId('b')).toBe(pool.at(1));
    expect(pool.byId('c')).toBeUndefined();
    expect(pool.slice(1, 3)).toEqual([pool.at(1), pool.at(2)]);
    expect(pool.indexOf(pool.at(3))).toBe(3);
  });

  it('knows its own entries from equal ones of another pool', async () => {
    const [pool, twin] = [
      await ConfigPool.from([{ a: 1 }]),
      await ConfigPool.from([{ a: 1 }]),
    ];
    expect([pool.has(pool.at(0)), pool.has(twin.at(0))]).toEqual([true, false]);
    expect(pool.indexOf(twin.at(0))).toBe(-1);
    expect(twin.at(0)).toEqual(pool.at(0));
  });

  it.each([-1, 1, 0.5, NaN])('has no config at %d', async (index) => {
    const pool = await ConfigPool.from([{ a: 1 }], { name: 'p' });
    expect(() => pool.at(index)).toThrow(ConfigIndexError);
    expect(() => pool.at(index)).toThrow(
      `Pool "p" has no config ${index}: use an index from 0 to 0`,
    );
  });

  it('refuses more configs than maxConfigs', async () => {
    expect(
      (await failure([{ a: 1 }, { a: 2 }], { maxConfigs: 1 })).issues,
    ).toMatchObject([
      { code: 'E_TOO_MANY', message: 'has 2 configs, more than maxConfigs=1' },
    ]);
  });

  it('keeps its entries from changes', async () => {
    const pool = await ConfigPool.from([{ a: 1 }]);
    expect(() => Object.assign(pool.at(0), { id: 'x' })).toThrow(TypeError);
    expect(() => Object.assign(pool.at(0).value as object, { a: 2 })).toThrow(
      TypeError,
    );
  });

  describe('with a custom source', () => {
    it('takes its documents, in place among the others, with their positions', async () => {
      const source = new ListSource(async ({ baseDir }) => [
        { value: { a: await Promise.resolve(1) }, origin: `db:${baseDir}` },
        {
          value: [{ a: 2 }],
          origin: 'db:2',
          locate: () => ({ line: 7, column: 3 }),
        },
      ]);
      const pool = await ConfigPool.from([{ a: 0 }, source, { a: 3 }], {
        baseDir: '/base',
      });
      expect(Array.from(pool, ({ origin }) => origin)).toEqual([
        'configs[0]',
        'db:/base',
        'db:2[0]',
        'configs[2]',
      ]);
      expect((await failure([source], { model: Limits })).issues).toMatchObject(
        [{ origin: 'db:' }, { origin: 'db:2[0]', line: 7, column: 3 }].map(
          ({ origin, ...rest }) => ({
            ...rest,
            origin: expect.stringContaining(origin),
          }),
        ),
      );
    });

    it.each<[string, () => unknown, object]>([
      [
        'throws',
        () => {
          throw new TypeError('down');
        },
        { code: 'E_SOURCE', message: 'ListSource failed: TypeError: down' },
      ],
      [
        'rejects',
        () => Promise.reject(new Error('down')),
        { code: 'E_SOURCE', message: 'ListSource failed: Error: down' },
      ],
      [
        'throws no error',
        () => {
          throw 5;
        },
        { code: 'E_SOURCE', message: 'ListSource failed: a number' },
      ],
      [
        'gives no list',
        () => ({}),
        { code: 'E_SOURCE', message: expect.stringContaining('got a mapping') },
      ],
      ['gives no documents', () => [{ a: 1 }], { code: 'E_SOURCE' }],
      [
        'throws issues',
        () => {
          throw new SpearmintConfigError('x', [
            { code: 'E_DB', origin: 'db', path: 'p', message: 'm' },
          ]);
        },
        { code: 'E_DB', origin: 'db' },
      ],
      ['gives nothing', () => [], { code: 'E_EMPTY_POOL' }],
    ])('that %s', async (_name, give, issue) => {
      expect((await failure([new ListSource(give)])).issues).toMatchObject([
        issue,
      ]);
    });

    it('that reports a problem and gives the rest', async () => {
      const source = new ListSource((context) => {
        context.report({
          code: 'E_DB',
          origin: 'db:1',
          path: '',
          message: 'row is broken',
        });
        return [{ value: 5, origin: 'db:2' }];
      });
      expect((await failure([source])).issues).toMatchObject([
        { code: 'E_DB' },
        { code: 'E_ROOT' },
      ]);
    });
  });

  describe('merge', () => {
    const load = (...configs: object[]) => ConfigPool.from(configs);

    it('refuses the same id with another content, unless it overrides', async () => {
      const [base, other] = [
        await load({ $id: 'a', n: 1 }, { n: 0 }),
        await load({ $id: 'a', n: 2 }),
      ];
      expect(() => base.merge(other, 'extend')).toThrow(SpearmintConfigError);
      expect(() => base.merge(other, 'error')).toThrow(
        'a is already the id of configs[0]',
      );
      expect(base.merge(other, 'override').byId('a')?.value).toEqual({ n: 2 });
    });

    it('takes the same config in both for one, unless that is an error', async () => {
      const [base, other] = [
        await load({ n: 1 }),
        await load({ n: 2 }, { n: 1 }),
      ];
      const merged = base.merge(other, 'extend');
      expect(Array.from(merged, ({ value }) => value)).toEqual([
        { n: 1 },
        { n: 2 },
      ]);
      expect(merged.at(0)).toBe(base.at(0));
      expect(() => base.merge(other, 'error')).toThrow(
        'is equal to configs[0]',
      );
      expect(base.size).toBe(1);
    });
  });
});
