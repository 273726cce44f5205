import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { failure, issuesOfFile } from '../config.fixture.js';
import { ConfigPool } from '../pool/config-pool.js';

async function valueOf(source: object): Promise<any> {
  return (await ConfigPool.from([source])).at(0).value;
}

describe('the value of a config', () => {
  it('Q7 a config cannot be changed, whatever it is made of', async () => {
    const value = await valueOf({
      a: { b: [{ c: 1 }] },
      date: new Date(0),
      map: new Map([['k', { x: 1 }]]),
      set: new Set([{ x: 1 }]),
    });
    const changes = [
      () => (value.z = 1),
      () => (value.a.b[0].c = 2),
      () => value.a.b.push(1),
      () => delete value.a,
      () => value.date.setFullYear(1999),
      () => value.map.set('k', 1),
      () => value.map.clear(),
      () => (value.map.get('k').x = 2),
      () => value.set.add(1),
      () => ([...value.set][0].x = 2),
    ];
    for (const change of changes) expect(change).toThrow(TypeError);
    expect(structuredClone(value)).toEqual(value);
  });

  it('Q18 NaN, dates, Map, Set and BigInt are values like others', async () => {
    const value = {
      n: NaN,
      d: new Date(5),
      m: new Map([[1, 2]]),
      s: new Set(['x']),
      b: 10n,
    };
    const pool = await ConfigPool.from([value, { ...value, b: 10 }]);
    expect(pool.at(0).value).toEqual(value);
    expect(new Set(pool.ids()).size).toBe(2);
  });

  it('takes a model instance by its own properties, without the undefined ones', async () => {
    class Settings {
      a = 1;
      b = undefined;
      readonly #hidden = 2;
      get sum() {
        return this.#hidden;
      }
    }
    expect(await valueOf(new Settings())).toEqual({ a: 1 });
    expect(await valueOf({ inner: new Settings() })).toEqual({
      inner: { a: 1 },
    });
    expect(await valueOf({ toJSON: () => ({ a: 2 }) })).toEqual({ a: 2 });
    const self = { a: 3, toJSON: (): unknown => self };
    expect((await failure([self])).issues).toMatchObject([
      { code: 'E_VALUE', path: 'toJSON' },
    ]);
  });

  it('takes shared parts once, and refuses an explosion of them', async () => {
    const shared = { x: 1 };
    expect(await valueOf({ a: shared, b: [shared] })).toEqual({
      a: { x: 1 },
      b: [{ x: 1 }],
    });
    let bomb: unknown = [1, 2];
    for (let level = 0; level < 12; level++)
      bomb = Array.from({ length: 9 }, () => bomb);
    const { issues } = await failure([{ bomb }]);
    expect(issues).toMatchObject([
      { code: 'E_VALUE', message: 'expands to more than 1000000 values' },
    ]);
    const levels = Array.from(
      { length: 11 },
      (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(', ')}]`,
    );
    expect(
      await issuesOfFile('a.yaml', ['l0: &l0 [1]', ...levels].join('\n')),
    ).toMatchObject([{ code: 'E_VALUE', hint: 'use fewer aliases' }]);
  });

  it('copies any JSON-like value as it is', () =>
    fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.jsonValue()),
        async (value) => {
          const strange =
            /"(?:\$|__proto__|toJSON|constructor"|prototype")|\\u[dD]/;
          fc.pre(!strange.test(JSON.stringify(value)));
          expect(await valueOf(value)).toEqual(value);
        },
      ),
    ));
});
