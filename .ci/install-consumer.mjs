// Makes a project outside of the workspace that has the packed library, its peers and further packages: install-consumer.mjs <folder> <tarball> [--bare] [--nest=11] [package or tarball ...]
//
// With --bare only what the library cannot do without, and TypeScript. With --nest another major version of Nest than that of the workspace.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const NEEDED = [
  '@nestjs/common',
  '@nestjs/core',
  '@types/node',
  'reflect-metadata',
  'rxjs',
  'typescript',
];
const COMMON = [
  '@jest/globals',
  '@nestjs/platform-express',
  '@nestjs/testing',
  '@swc/core',
  '@swc/jest',
  'class-transformer',
  'class-validator',
  'jest',
];

const args = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const isBare = process.argv.includes('--bare');
const nest = process.argv
  .find((word) => word.startsWith('--nest='))
  ?.slice('--nest='.length);
const [folder, tarball] = args.slice(0, 2).map((path) => resolve(path));
const { packages } = JSON.parse(
  readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'),
);
const versions = [...NEEDED, ...(isBare ? [] : COMMON), ...args.slice(2)].map(
  (name) => (name.endsWith('.tgz') ? name : `${name}@${versionOf(name)}`),
);
function versionOf(name) {
  const isOther = nest !== undefined && name.startsWith('@nestjs/');
  return isOther ? nest : packages[`node_modules/${name}`].version;
}

writeFileSync(
  join(folder, 'package.json'),
  JSON.stringify({ name: 'consumer', private: true, type: 'module' }),
);
execFileSync(
  'npm',
  [
    'install',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    tarball,
    ...versions,
  ],
  { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
);
