import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { failure, files, issuesOfFile } from './config.fixture.js';
import { ConfigPool } from './pool/config-pool.js';
import { EntryIndex } from './pool/identify-entries.js';

describe('bad input: ids', () => {
  it.each([
    ['a number', '10'],
    ['empty', '""'],
    ['with a space', '"a b"'],
    ['a path', '../x'],
    ['with a leading dot', '.x'],
    ['more than 128 characters', 'x'.repeat(129)],
    ['null', ''],
  ])('#90 an $id that is %s', async (_name, id) => {
    expect(await issuesOfFile('a.yaml', `a: 1\n$id: ${id}`)).toMatchObject([
      { code: 'E_ID', line: 2, column: 1, path: '$id' },
    ]);
  });

  it.each(['x'.repeat(128), '0', 'gpt-4.1:v2_final'])(
    'accepts the $id %s',
    async ($id) => {
      expect((await ConfigPool.from([{ $id, a: 1 }])).ids()).toEqual([$id]);
    },
  );

  it('#91 Q6 the same $id for two contents: both places', async () => {
    const baseDir = files({
      'a.yaml': '$id: x\na: 1',
      'b.yaml': 'a: 2\n$id: x',
    });
    for (const duplicates of ['error', 'drop'] as const) {
      const error = await failure(['.'], { baseDir, duplicates });
      expect(error.issues).toMatchObject([
        {
          code: 'E_ID_CONFLICT',
          origin: join(baseDir, 'b.yaml'),
          line: 2,
          column: 1,
          path: '$id',
        },
      ]);
      expect(error.message).toContain('a.yaml:1:1');
    }
  });

  it('#92 two equal configs: both origins, or one of them dropped', async () => {
    const baseDir = files({ 'a.yaml': 'x: 1.0\ny: 2', 'b.yaml': 'y: 2\nx: 1' });
    const error = await failure(['.'], { baseDir });
    expect(error.issues).toMatchObject([
      {
        code: 'E_DUPLICATE',
        origin: join(baseDir, 'b.yaml'),
        message: expect.stringContaining('a.yaml'),
      },
    ]);
    const pool = await ConfigPool.from(['.'], { baseDir, duplicates: 'drop' });
    expect(Array.from(pool, ({ origin }) => origin)).toEqual(['a.yaml']);
  });

  it('two $ids may share a content: an A/A test', async () => {
    const pool = await ConfigPool.from([
      { $id: 'a1', x: 1 },
      { $id: 'a2', x: 1 },
      { x: 1 },
    ]);
    expect(pool.size).toBe(3);
  });

  it('#94 an $id like a generated one', async () => {
    for (const $id of ['cfg_0123', 'cfg2_0123', 'CFG_1']) {
      expect((await failure([{ $id, a: 1 }])).issues).toMatchObject([
        { code: 'E_ID', message: expect.stringContaining('cfg_') },
      ]);
    }
  });

  it('#96 one generated id for two hashes: both hashes', () => {
    const issues: object[] = [];
    const entries = ['aa', 'bb'].map((hash, index) => ({
      id: 'cfg_1',
      hash,
      value: {},
      origin: `configs[${index}]`,
    }));
    const index = new EntryIndex(true, (issue) => issues.push(issue));
    for (const entry of entries) index.add(entry);
    expect(issues).toMatchObject([
      {
        code: 'E_ID_COLLISION',
        origin: 'configs[1]',
        message: 'has the id cfg_1 of configs[0], but another hash: bb, not aa',
      },
    ]);
  });
});
