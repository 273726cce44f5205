import { describe, expect, it } from '@jest/globals';
import { bindConfig } from './pool/bind-config.js';
import { ConfigPool } from './pool/config-pool.js';
import { SpearmintConfigError } from './spearmint-config.error.js';

describe('bad input: binding', () => {
  const load = () =>
    ConfigPool.from([{ $id: 'x', model: { name: 'm', tags: ['a'] }, n: 0 }]);
  const bindError = async (path: string) => {
    const entry = (await load()).at(0);
    try {
      bindConfig(entry, undefined, path);
    } catch (error) {
      if (error instanceof SpearmintConfigError) return error;
    }
    throw new Error('expected a SpearmintConfigError');
  };

  it('#97 a missing path: the config, the keys there and the nearest one', async () => {
    const error = await bindError('model.nmae.x');
    expect(error.message).toContain('config "x" (configs[0])');
    expect(error.issues).toMatchObject([
      {
        code: 'E_BIND',
        origin: 'configs[0]',
        path: 'model.nmae',
        message: 'not found: the keys here are name, tags',
        hint: 'did you mean name?',
      },
    ]);
  });

  it.each([
    ['#98 beyond a scalar', 'model.name.x', 'is a string, cannot go to .x'],
    [
      '#98 beyond a scalar by index',
      'model.name[0]',
      'is a string, cannot go to [0]',
    ],
    ['#98 a key of a list', 'model.tags.x', 'is a list, cannot go to .x'],
    [
      '#98 beyond the end of a list',
      'model.tags[1]',
      'not found: the list has 1 items',
    ],
    ['#99 __proto__', '__proto__.x', 'not found'],
    ['#99 toString', 'toString', 'not found'],
    ['#99 length', 'model.tags.length', 'is a list'],
    ['text that is no path', 'a..b', 'is not a path'],
    ['text that is no path', 'a[b]', 'is not a path'],
  ])('%s: %s', async (_row, path, message) => {
    expect((await bindError(path)).issues).toMatchObject([
      { code: 'E_BIND', message: expect.stringContaining(message) },
    ]);
  });

  it('#100 the empty path is the whole config', async () => {
    const entry = (await load()).at(0);
    expect(bindConfig(entry, undefined, '')).toBe(entry.value);
  });
});
