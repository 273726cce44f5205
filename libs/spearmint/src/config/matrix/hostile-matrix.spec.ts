import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
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
