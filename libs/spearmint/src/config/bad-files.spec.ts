import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { failure, files, issuesOfFile } from './config.fixture.js';
import { ConfigPool } from './pool/config-pool.js';
import { fileIssue } from './source/file-issue.js';

const YAML = 'a: 1\n';

async function origins(baseDir: string, sources: (string | URL | object)[]) {
  const pool = await ConfigPool.from(sources, { baseDir });
  return Array.from(pool, ({ origin }) => origin);
}

describe('bad input: files and directories', () => {
  it('#1 a missing path: the absolute path, where it starts, and the nearest name', async () => {
    const baseDir = files({ 'main.yaml': YAML });
    const error = await failure(['mian.yaml'], { baseDir });
    expect(error.issues).toMatchObject([
      {
        code: 'E_NOT_FOUND',
        origin: join(baseDir, 'mian.yaml'),
        hint: 'did you mean main.yaml?',
      },
    ]);
    expect(error.message).toContain(`relative paths start at ${baseDir}`);
  });

  it('#2 a dangling link: the link and its target', async () => {
    const baseDir = files({ 'b.yaml': YAML });
    symlinkSync('/nowhere/x.yaml', join(baseDir, 'a.yaml'));
    for (const sources of [['a.yaml'], ['.']]) {
      expect((await failure(sources, { baseDir })).issues).toMatchObject([
        {
          code: 'E_NOT_FOUND',
          origin: join(baseDir, 'a.yaml'),
          message: expect.stringContaining('/nowhere/x.yaml'),
        },
      ]);
    }
  });

  it('#3 a loop of links', async () => {
    const baseDir = files({});
    symlinkSync('a.yaml', join(baseDir, 'a.yaml'));
    expect((await failure(['a.yaml'], { baseDir })).issues).toMatchObject([
      { code: 'E_SYMLINK_LOOP', origin: join(baseDir, 'a.yaml') },
    ]);
  });

  it('#4 a link to a parent directory is walked once', async () => {
    const baseDir = files({ 'configs/sub/a.yaml': YAML });
    symlinkSync('..', join(baseDir, 'configs/sub/up'));
    expect(await origins(baseDir, ['configs'])).toEqual(['configs/sub/a.yaml']);
  });

  it('#5 a file that may not be read', () => {
    const error = Object.assign(new Error('denied'), { code: 'EACCES' });
    expect(fileIssue(error, '/x/a.yaml', '/x')).toMatchObject({
      code: 'E_ACCESS',
      origin: '/x/a.yaml',
      message: expect.stringContaining('EACCES'),
    });
    const broken = Object.assign(new Error('i/o'), { code: 'EIO' });
    expect(fileIssue(broken, '/x/a.yaml', '/x')).toMatchObject({
      code: 'E_IO',
    });
  });

  it('#6 a directory called x.yaml: refused when given, walked when found', async () => {
    const baseDir = files({ 'configs/x.yaml/a.yaml': YAML });
    expect(
      (await failure(['configs/x.yaml'], { baseDir })).issues,
    ).toMatchObject([
      { code: 'E_NOT_A_FILE', origin: join(baseDir, 'configs/x.yaml') },
    ]);
    expect(await origins(baseDir, ['configs'])).toEqual([
      'configs/x.yaml/a.yaml',
    ]);
  });

  it('#7 a file written like a directory', async () => {
    const baseDir = files({ 'x.yaml': YAML });
    expect((await failure(['x.yaml/'], { baseDir })).issues).toMatchObject([
      { code: 'E_NOT_A_DIRECTORY', origin: join(baseDir, 'x.yaml') },
    ]);
  });

  it('#8 a directory without configuration files: extensions and what was ignored', async () => {
    const baseDir = files({
      'configs/readme.txt': 'x',
      'configs/_part.yaml': YAML,
    });
    const message =
      'holds no .yaml, .yml, .json file (other files, ignored: 2)';
    expect((await failure(['configs'], { baseDir })).issues).toMatchObject([
      { code: 'E_EMPTY_DIR', origin: join(baseDir, 'configs'), message },
    ]);
  });

  it('#9 a.yaml beside a.yml', async () => {
    const baseDir = files({ 'a.yaml': YAML, 'a.yml': 'a: 2' });
    expect((await failure(['.'], { baseDir })).issues).toMatchObject([
      {
        code: 'E_AMBIGUOUS_FILE',
        origin: join(baseDir, 'a.yaml'),
        message: expect.stringContaining(join(baseDir, 'a.yml')),
      },
    ]);
  });

  it('#10 a file listed twice, through a link or with its directory, is loaded once', async () => {
    const baseDir = files({ 'a.yaml': YAML, 'b.yaml': 'a: 2' });
    symlinkSync('b.yaml', join(baseDir, 'c.yaml'));
    expect(await origins(baseDir, ['b.yaml', 'b.yaml', 'c.yaml', '.'])).toEqual(
      ['b.yaml', 'a.yaml'],
    );
  });

  it('#11 hidden names and partials are left out of a directory', async () => {
    const baseDir = files({
      'a.yaml': YAML,
      '.b.yaml': '{',
      '_c.yaml': '{',
      '_d/e.yaml': '{',
    });
    expect(await origins(baseDir, ['.'])).toEqual(['a.yaml']);
  });

  it('#12 an extension that is not supported', async () => {
    const [issue] = await issuesOfFile('a.toml', 'a = 1');
    expect(issue).toMatchObject({
      code: 'E_UNSUPPORTED',
      hint: 'use .yaml, .yml, .json',
    });
  });

  it('#13 a file beyond maxFileBytes', async () => {
    const baseDir = files({ 'a.yaml': `a: ${'x'.repeat(100)}` });
    expect(
      (await failure(['a.yaml'], { baseDir, maxFileBytes: 64 })).issues,
    ).toMatchObject([
      {
        code: 'E_TOO_LARGE',
        message: 'has 103 bytes, more than maxFileBytes=64',
      },
    ]);
  });

  it.each([65_535, 65_536, 65_537, 200_000])(
    'reads a file of %d bytes whole',
    async (size) => {
      const text = 'é'.repeat(size).slice(0, (size - 4) >> 1);
      const padding = '#'.repeat((size - 4) % 2);
      const content = `a: ${text}\n${padding}`;
      const baseDir = files({ 'a.yaml': content });
      const pool = await ConfigPool.from(['a.yaml'], { baseDir });
      expect(Buffer.byteLength(content)).toBe(size);
      expect(pool.at(0).value).toEqual({ a: text });
    },
  );

  it.each<[string, unknown, string]>([
    ['a NUL byte in a path', 'a\0.yaml', 'NUL'],
    ['an empty path', '', 'empty path'],
    ['a number', 5, 'a number'],
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['a Promise', Promise.resolve({}), 'a Promise'],
    ['a class', class Settings {}, 'a class'],
    ['a Map', new Map(), 'a Map'],
    ['a remote URL', new URL('https://example.org/a.yaml'), 'https:'],
    ['a remote URL as text', 'https://example.org/a.yaml', 'not a local file'],
    ['a URL that is none', 'file://[', 'URL'],
    ['a URL of another host', new URL('file://host/a.yaml'), 'local file'],
  ])(
    '#14 %s among the sources: its index and type',
    async (_name, source, message) => {
      expect(
        (await failure([{ a: 1 }, source as object])).issues,
      ).toMatchObject([
        {
          code: 'E_BAD_SOURCE',
          origin: 'configs[1]',
          message: expect.stringContaining(message),
        },
      ]);
    },
  );

  it('#15 an empty list is an error that names the pool', async () => {
    const error = await failure([], { name: 'summaries' });
    expect(error.issues).toMatchObject([{ code: 'E_EMPTY_POOL' }]);
    expect(error.message).toMatch(/^pool "summaries" has 1 problem:/);
  });

  it('#16 a relative path starts at baseDir and is absolute in errors', async () => {
    const baseDir = files({ 'sub/a.yaml': YAML, 'sub/b.yaml': '5' });
    expect(await origins(baseDir, ['./sub/../sub/a.yaml'])).toEqual([
      'sub/a.yaml',
    ]);
    expect((await failure(['sub/b.yaml'], { baseDir })).issues).toMatchObject([
      { origin: join(baseDir, 'sub/b.yaml') },
    ]);
  });

  it('accepts file: URLs, as objects and as text, and absolute paths', async () => {
    const baseDir = files({
      'a.yaml': YAML,
      'b.yaml': 'a: 2',
      'c.yaml': 'a: 3',
    });
    const url = pathToFileURL(join(baseDir, 'a.yaml'));
    const text = pathToFileURL(join(baseDir, 'b.yaml')).href;
    expect(
      await origins(baseDir, [url, text, join(baseDir, 'c.yaml')]),
    ).toEqual(['a.yaml', 'b.yaml', 'c.yaml']);
    expect(await origins(join(baseDir, 'elsewhere'), [url])).toEqual([
      join(baseDir, 'a.yaml'),
    ]);
  });

  it('orders a directory by path segments in code units, whatever the locale', async () => {
    const names = ['B.yaml', 'a.yaml', 'a/z.yaml', 'a-b.yaml', 'ä.yaml'];
    const baseDir = files(
      Object.fromEntries(names.map((name, index) => [name, `n: ${index}`])),
    );
    expect(await origins(baseDir, ['.'])).toEqual([
      'B.yaml',
      'a/z.yaml',
      'a-b.yaml',
      'a.yaml',
      'ä.yaml',
    ]);
  });

  it('follows a linked directory once, and reports one that vanished', async () => {
    const baseDir = files({ 'real/a.yaml': YAML });
    mkdirSync(join(baseDir, 'configs'));
    symlinkSync('../real', join(baseDir, 'configs/x'));
    symlinkSync('../real', join(baseDir, 'configs/y'));
    expect(await origins(baseDir, ['configs'])).toEqual(['configs/x/a.yaml']);
    rmSync(join(baseDir, 'real'), { recursive: true });
    expect((await failure(['configs'], { baseDir })).issues).toMatchObject([
      { code: 'E_EMPTY_DIR' },
    ]);
  });

  it('refuses what is neither a file nor a directory', async () => {
    expect((await failure(['/dev/null'])).issues).toMatchObject([
      { code: 'E_NOT_A_FILE' },
    ]);
    const baseDir = files({ 'b.yaml': YAML });
    symlinkSync('/dev/null', join(baseDir, 'a.yaml'));
    expect((await failure(['.'], { baseDir })).issues).toMatchObject([
      { code: 'E_NOT_A_FILE' },
    ]);
  });
  it('refuses to walk the whole file system, or more files than there may be configs', async () => {
    for (const source of ['/', 'file:', new URL('file:///')]) {
      expect((await failure([source])).issues).toMatchObject([
        { code: 'E_BAD_SOURCE', message: 'is the root of the file system' },
      ]);
    }
    const baseDir = files({
      'a/1.yaml': 'a: 1',
      'a/2.yaml': 'a: 2',
      'b/3.yaml': 'a: 3',
    });
    expect(
      (await failure(['.'], { baseDir, maxConfigs: 1 })).issues,
    ).toMatchObject([{ code: 'E_TOO_MANY', origin: baseDir }]);
  });
});
