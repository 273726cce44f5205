import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCli } from './cli.js';
import { EXIT } from './cli.error.js';

const MODULE = `import { Module } from '@nestjs/common';

@Module({
  imports: [],
})
export class AppModule {}
`;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'spearmint-cli-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Record<string, string | object>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(
      join(root, path),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  }
}

/** An application like those of `nest new`, with the workspace's compiler. */
function app(
  manifest: object = {},
  files: Record<string, string | object> = { 'src/app.module.ts': MODULE },
): void {
  write({
    'package.json': {
      type: 'module',
      dependencies: { '@nestjs/core': '^12.0.0' },
      devDependencies: { vitest: '^4.0.0' },
      ...manifest,
    },
    ...files,
  });
  const typescript = dirname(
    createRequire(import.meta.url).resolve('typescript/package.json'),
  );
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(typescript, join(root, 'node_modules/typescript'));
}

async function spearmint(
  args: string,
  cwd = '.',
): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await runCli(args.split(' ').filter(Boolean), {
    cwd: join(root, cwd),
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err };
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const written = (): string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /summary\./.test(path) || path.endsWith('.yaml'))
    .sort();

describe('spearmint init', () => {
  it('writes an experiment, its configs and its spec, and imports it', async () => {
    app();
    const { code, out, err } = await spearmint('init');

    expect([code, err]).toEqual([EXIT.done, '']);
    expect(written()).toEqual([
      'configs/summary/brief.yaml',
      'configs/summary/full.yaml',
      'src/summary/summary.config.ts',
      'src/summary/summary.controller.ts',
      'src/summary/summary.module.ts',
      'src/summary/summary.service.spec.ts',
      'src/summary/summary.service.ts',
    ]);
    expect(read('src/app.module.ts')).toContain(
      'imports: [SpearmintModule.forRoot({ logger: InMemoryLogger }), SummaryModule]',
    );
    expect(read('src/summary/summary.service.ts')).toContain(
      "from './summary.config.js'",
    );
    expect(read('src/summary/summary.service.spec.ts')).toContain(
      "from 'vitest'",
    );
    expect(out).toContain(
      'npm install nestjs-spearmint class-validator class-transformer',
    );
    expect(out).toContain('edited       src/app.module.ts');
  });

  it.each([
    ['pnpm-lock.yaml', 'pnpm add nestjs-spearmint', 'pnpm run start'],
    ['yarn.lock', 'yarn add nestjs-spearmint', 'yarn run start'],
    ['bun.lock', 'bun add nestjs-spearmint', 'bun run start'],
    ['package-lock.json', 'npm install nestjs-spearmint', 'npm run start'],
  ])('names the commands of what wrote %s', async (lockFile, add, start) => {
    app({}, { 'src/app.module.ts': MODULE, [lockFile]: '' });
    const { out } = await spearmint('init --dry-run');

    expect(out).toContain(add);
    expect(out).toContain(start);
  });

  it('shows what it would do, and does nothing: --dry-run', async () => {
    app();
    const { code, out } = await spearmint('init --dry-run');

    expect(code).toBe(EXIT.done);
    expect(out).toContain('This would be done');
    expect(out).toContain('src/summary/summary.service.ts');
    expect(written()).toEqual([]);
    expect(read('src/app.module.ts')).toBe(MODULE);
  });

  it('overwrites nothing without --force, and writes nothing then', async () => {
    app(
      {},
      { 'src/app.module.ts': MODULE, 'src/summary/summary.service.ts': 'mine' },
    );
    const refused = await spearmint('init');

    expect(refused.code).toBe(EXIT.refused);
    expect(refused.out).toBe('');
    expect(refused.err).toContain('src/summary/summary.service.ts');
    expect(refused.err).toMatch(/--force .*\[SPEARMINT_E_CLI_FILES_EXIST\]\n$/);
    expect(read('src/summary/summary.service.ts')).toBe('mine');
    expect(read('src/app.module.ts')).toBe(MODULE);

    const forced = await spearmint('init --force --json');
    expect(forced.code).toBe(EXIT.done);
    expect(JSON.parse(forced.out)).toMatchObject({
      overwritten: ['src/summary/summary.service.ts'],
      edited: ['src/app.module.ts'],
    });
    const again = await spearmint('init --force --json');
    expect(JSON.parse(again.out)).toMatchObject({ edited: [] });
  });

  it('tells scripts what it did: --json', async () => {
    app({
      dependencies: {
        '@nestjs/core': '12',
        'nestjs-spearmint': '0.1.0',
        'class-validator': '0.15.1',
      },
    });
    const { out } = await spearmint('init --json');

    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      dryRun: false,
      root,
      moduleSystem: 'esm',
      install: ['class-transformer'],
      edited: ['src/app.module.ts'],
      overwritten: [],
    });
  });

  it('writes CommonJS applications without extensions, and tests with the globals of Jest', async () => {
    app({ type: undefined, devDependencies: { jest: '^30.0.0' } });
    await spearmint('init');

    expect(read('src/app.module.ts')).toContain(
      "from './summary/summary.module'",
    );
    expect(read('src/summary/summary.service.spec.ts')).not.toMatch(
      /vitest|@jest\/globals/,
    );
  });

  it('finds the application from a folder inside of it', async () => {
    app();
    expect((await spearmint('init', 'src')).code).toBe(EXIT.done);
    expect(written()).toContain('configs/summary/brief.yaml');
  });

  it('takes the named application of a monorepo, or the one around it', async () => {
    const projects = Object.fromEntries(
      ['api', 'web', 'shared'].map((name) => [
        name,
        {
          type: name === 'shared' ? 'library' : 'application',
          root: `apps/${name}`,
          sourceRoot: `apps/${name}/src`,
        },
      ]),
    );
    app(
      {},
      {
        'nest-cli.json': { monorepo: true, projects },
        'apps/api/src/app.module.ts': MODULE,
        'apps/web/src/app.module.ts': MODULE,
      },
    );

    const unsure = await spearmint('init');
    expect(unsure.code).toBe(EXIT.usage);
    expect(unsure.err).toContain('api, web');
    expect((await spearmint('init --project shared')).err).toContain(
      'api, web',
    );

    expect((await spearmint('init --project web')).code).toBe(EXIT.done);
    expect(read('apps/web/src/app.module.ts')).toContain('SummaryModule');
    expect(read('apps/web/src/summary/summary.module.ts')).toContain(
      "configs: ['apps/web/configs/summary/']",
    );
    expect((await spearmint('init --json', 'apps/api')).out).toContain(
      'nest start api',
    );
    expect(read('apps/api/configs/summary/full.yaml')).toContain('words: 12');
  });

  it.each([
    ['export const AppModule = make();', /0 classes with @Module/],
    [undefined, /there is no src\/app.module.ts/],
  ])('says what to paste where it cannot edit', async (text, reason) => {
    app({}, text === undefined ? {} : { 'src/app.module.ts': text });
    const { code, out } = await spearmint('init');

    expect(code).toBe(EXIT.incomplete);
    expect(out).toMatch(reason);
    expect(out).toContain(
      "import { SummaryModule } from './summary/summary.module.js';",
    );
    expect(out).toContain(
      'SpearmintModule.forRoot({ logger: InMemoryLogger }),',
    );
    expect(written()).toHaveLength(7);
  });

  it('says where to go without an application', async () => {
    write({ 'package.json': { dependencies: { express: '5' } } });
    const { code, err } = await spearmint('init');
    expect(code).toBe(EXIT.usage);
    expect(err).toMatch(/No NestJS application here.*nest.*new/);

    write({ 'package.json': '{ broken' });
    expect((await spearmint('init')).err).toContain('is not valid JSON');
  });
});

describe('spearmint', () => {
  it('explains itself, and what it did not understand', async () => {
    const help = await spearmint('--help');
    expect([help.code, help.err]).toEqual([EXIT.done, '']);
    expect(help.out).toContain('init');
    expect((await spearmint('--version')).out).toMatch(/^\d+\.\d+\.\d+/);

    const unknown = await spearmint('int');
    expect(unknown.code).toBe(EXIT.usage);
    expect(unknown.err).toContain('Did you mean init?');
    expect((await spearmint('init --frce')).code).toBe(EXIT.usage);
  });
});
