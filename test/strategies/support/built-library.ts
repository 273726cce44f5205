import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const source = join(root, 'libs/spearmint/src');
const folder = fileURLToPath(new URL('../', import.meta.url));

async function compile(
  from: string,
  to: string,
  edit: (code: string) => string = (code) => code,
): Promise<void> {
  const { code } = await transform(await readFile(from, 'utf8'), {
    filename: from,
  });
  await mkdir(dirname(to), { recursive: true });
  await writeFile(to, edit(code));
}

async function compileLibrary(target: string): Promise<void> {
  const files = (await readdir(source, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !/\.(spec|fixture|d)\.ts$/.test(file),
  );
  await Promise.all(
    files.map((file) =>
      compile(join(source, file), join(target, file.replace(/ts$/, 'js'))),
    ),
  );
}

/** The scripts of `children`, and what they share with the specs, beside the library. */
async function compileScripts(target: string): Promise<void> {
  const scripts = (await readdir(join(folder, 'children'))).map((file) =>
    join('children', file),
  );
  await Promise.all(
    [...scripts, 'support/hostile.ts'].map((file) => {
      const to = join(target, file.replace(/ts$/, 'js'));
      const entry = relative(dirname(to), join(target, 'index.js'));
      return compile(join(folder, file), to, (code) =>
        code.replaceAll(/(['"])nestjs-spearmint\1/g, `'${entry}'`),
      );
    }),
  );
}

/** The library as plain JavaScript in a directory of its own, and the scripts beside it. */
export async function buildLibrary(name: string): Promise<string> {
  const target = join(root, 'node_modules/.cache/spearmint-child', name);
  await rm(target, { recursive: true, force: true });
  await Promise.all([compileLibrary(target), compileScripts(target)]);
  return target;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
}

/** Runs a script of the folder `children` in a process of its own until it ends by itself. */
export function runChild(
  library: string,
  script: string,
  env: Record<string, string> = {},
  flags: readonly string[] = [],
): Promise<Ended> {
  const since = performance.now();
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [...flags, join(library, `children/${script}.js`)],
      {
        cwd: root,
        env: { ...process.env, NODE_OPTIONS: '', ...env },
      },
    );
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
