import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ApplicationNotFoundError } from './application-not-found.error.js';
import { InvalidJsonError } from './invalid-json.error.js';
import { UnknownApplicationError } from './unknown-application.error.js';
import { WhichApplicationError } from './which-application.error.js';

/** A NestJS application on disk. Paths are relative to its root, with slashes. */
export interface App {
  /** Where its package.json is, and where it is started from. */
  readonly root: string;
  /** Of a monorepo, which one. */
  readonly project?: string;
  readonly sources: string;
  /** Where files beside the sources go, such as `apps/api/`; empty for the root. */
  readonly base: string;
  readonly isEsm: boolean;
  readonly tests: 'vitest' | 'jest-globals' | 'globals';
  readonly packages: ReadonlySet<string>;
  /** What installs its packages, by the lock file. */
  readonly manager: PackageManager;
}

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

const LOCK_FILES: Readonly<Record<string, PackageManager>> = {
  'package-lock.json': 'npm',
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
};

interface Manifest {
  readonly type?: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}

interface NestProject {
  readonly type?: string;
  readonly root?: string;
  readonly sourceRoot?: string;
}

interface NestCli extends NestProject {
  readonly projects?: Record<string, NestProject>;
}

/** The application around a folder. */
export function findApp(from: string, wanted?: string): App {
  const { root, packages, manifest } = findPackage(from);
  const nest = readJson<NestCli>(join(root, 'nest-cli.json')) ?? {};
  const { name, project } = pickProject(nest, root, from, wanted);
  return {
    root,
    project: name,
    sources: slashed(project.sourceRoot ?? 'src'),
    base: name === undefined ? '' : `${slashed(project.root ?? '.')}/`,
    isEsm: manifest.type === 'module',
    tests: packages.has('vitest')
      ? 'vitest'
      : packages.has('@jest/globals')
        ? 'jest-globals'
        : 'globals',
    packages,
    manager: managerOf(root),
  };
}

/** The lock file may be that of a workspace around it. */
function managerOf(root: string): PackageManager {
  for (let folder = root; ; folder = dirname(folder)) {
    for (const [lockFile, manager] of Object.entries(LOCK_FILES))
      if (existsSync(join(folder, lockFile))) return manager;
    if (folder === dirname(folder)) return 'npm';
  }
}

function findPackage(from: string): {
  root: string;
  manifest: Manifest;
  packages: Set<string>;
} {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const manifest = readJson<Manifest>(join(folder, 'package.json'));
    const packages = new Set(
      Object.keys({ ...manifest?.dependencies, ...manifest?.devDependencies }),
    );
    if (manifest !== undefined && packages.has('@nestjs/core'))
      return { root: folder, manifest, packages };
    if (folder === dirname(folder))
      throw new ApplicationNotFoundError(resolve(from));
  }
}

function pickProject(
  { projects, ...single }: NestCli,
  root: string,
  from: string,
  wanted: string | undefined,
): { name?: string; project: NestProject } {
  const apps = Object.entries(projects ?? {}).filter(
    ([, { type }]) => type === undefined || type === 'application',
  );
  const names = apps.map(([name]) => name);
  if (wanted !== undefined) {
    const found = apps.find(([name]) => name === wanted);
    if (found !== undefined) return { name: found[0], project: found[1] };
    throw new UnknownApplicationError(wanted, names);
  }
  if (apps.length === 0) return { project: single };
  const around = apps.filter(([, { root: folder = '.' }]) => {
    const path = relative(join(root, folder), resolve(from));
    return path !== '..' && !path.startsWith(`..${sep}`);
  });
  const [only, ...others] = around.length > 0 ? around : apps;
  if (only !== undefined && others.length === 0)
    return { name: only[0], project: only[1] };
  throw new WhichApplicationError(names);
}

function readJson<T>(path: string): T | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new InvalidJsonError(path, cause);
  }
}

function slashed(path: string): string {
  return path.split(sep).join('/').replace(/\/+$/, '');
}
