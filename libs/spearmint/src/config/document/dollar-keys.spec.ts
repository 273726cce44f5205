import { describe, expect, it } from '@jest/globals';
import { failure, issuesOfFile, poolOfYaml } from '../config.fixture.js';
import { ConfigPool } from '../pool/config-pool.js';

describe('$ keys', () => {
  it('$id, $name, $description, $tags and $weight are beside the value, not in it nor in its hash', async () => {
    const metadata = {
      $id: 'main',
      $name: 'Main',
      $description: 'd',
      $tags: ['x'],
      $weight: 0.5,
    };
    const pool = await ConfigPool.from([{ ...metadata, a: 1 }, { a: 1 }]);
    expect(pool.at(0)).toMatchObject({
      id: 'main',
      name: 'Main',
      description: 'd',
      tags: ['x'],
      weight: 0.5,
    });
    expect(pool.at(0).value).toEqual({ a: 1 });
    expect(pool.at(0).hash).toBe(pool.at(1).hash);
    expect(Object.isFrozen(pool.at(0).tags)).toBe(true);
    expect(Object.keys(pool.at(1))).toEqual(Object.keys(pool.at(0)));
  });

  it.each<[string, object]>([
    ['$name', { $name: 5 }],
    ['$description', { $description: [] }],
    ['$tags', { $tags: 'x' }],
    ['$tags', { $tags: [1] }],
    ['$weight', { $weight: '1' }],
    ['$weight', { $weight: -1 }],
    ['$weight', { $weight: Infinity }],
  ])('%s of another type is an issue', async (path, metadata) => {
    expect((await failure([{ ...metadata, a: 1 }])).issues).toMatchObject([
      { code: 'E_METADATA', path },
    ]);
  });

  it('$$x is the key $x, at any depth, and $literal takes a subtree as it stands', async () => {
    const yaml =
      "$$a: 1\nb: [{ $$c: 2, $$$d: 3 }]\ne: { $literal: { $ref: '#/x', $$y: 1 } }";
    const pool = await poolOfYaml(yaml);
    expect(pool.at(0).value).toEqual({
      $a: 1,
      b: [{ $c: 2, $$d: 3 }],
      e: { $ref: '#/x', $$y: 1 },
    });
    expect(
      (await ConfigPool.from([{ $name: 'x', $literal: { $b: 1 } }])).at(0)
        .value,
    ).toEqual({
      $b: 1,
    });
  });

  it.each<[string, string, object]>([
    [
      'an unknown key',
      'a:\n  $litteral: 1',
      {
        line: 2,
        column: 3,
        path: 'a.$litteral',
        message: expect.stringMatching(
          /^unknown operator \$litteral; known: \$grid, .*\$literal, \$variants$/,
        ),
        hint: expect.stringMatching(/did you mean \$literal\?.*"\$\$litteral"/),
      },
    ],
    [
      'a key like no other',
      '$xyzzy: 1',
      { path: '$xyzzy', hint: expect.stringContaining('"$$xyzzy"') },
    ],
    [
      'metadata below the top',
      'a: { $id: x }',
      { path: 'a.$id', message: '$id belongs at the top of a config' },
    ],
    [
      '$literal with siblings',
      'a: { $literal: 1, b: 2 }',
      { path: 'a.$literal', message: expect.stringContaining('found also b') },
    ],
  ])('%s is an E_MATRIX issue', async (_name, yaml, issue) => {
    expect(await issuesOfFile('a.yaml', yaml)).toMatchObject([
      { code: 'E_MATRIX', ...issue },
    ]);
  });

  it('a root $literal must hold a mapping', async () => {
    expect((await failure([{ $literal: 5 }])).issues).toMatchObject([
      { code: 'E_ROOT' },
    ]);
  });
});
