import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Options, transform } from '@swc/core';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const source = join(root, 'libs/spearmint/src');

const options: Options = {
  configFile: false,
  swcrc: false,
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: {
      legacyDecorator: true,
      decoratorMetadata: true,
      useDefineForClassFields: false,
    },
    keepClassNames: true,
  },
  module: { type: 'es6' },
};

async function compile(from: string, to: string): Promise<void> {
  const { code } = await transform(await readFile(from, 'utf8'), {
    ...options,
    filename: from,
  });
  await mkdir(dirname(to), { recursive: true });
  await writeFile(to, code);
}

/** The library as plain JavaScript, in a directory of its own, and scripts beside it. */
export async function buildLibrary(name: string): Promise<string> {
  const target = join(root, 'node_modules/.cache/spearmint-child', name);
  const files = (await readdir(source, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !/\.(spec|fixture|d)\.ts$/.test(file),
  );
  await Promise.all(
    files.map((file) =>
      compile(join(source, file), join(target, file.replace(/ts$/, 'js'))),
    ),
  );
  return target;
}

/** A file of this folder, with the library beside it. */
async function compileTest(library: string, path: string): Promise<string> {
  const built = join(library, `${path}.js`);
  const from = fileURLToPath(new URL(`../${path}.ts`, import.meta.url));
  await compile(from, built);
  const entry = relative(dirname(built), join(library, 'index.js'));
  const code = await readFile(built, 'utf8');
  await writeFile(
    built,
    code.replaceAll(/(['"])nestjs-spearmint\1/g, `'${entry}'`),
  );
  return built;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
}

/** Runs a script of the folder `children` in a process of its own until it ends by itself. */
export async function runChild(
  library: string,
  script: string,
  env: Record<string, string> = {},
): Promise<Ended> {
  await compileTest(library, 'support/hostile');
  const built = await compileTest(library, `children/${script}`);
  const since = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [built], {
      cwd: root,
      env: { ...process.env, NODE_OPTIONS: '', ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    child.on('close', (code, signal) => {
      const elapsedMs = performance.now() - since;
      resolve({ code, signal, stdout, stderr, elapsedMs });
    });
  });
}
