// Makes a project outside of the workspace that has the packed library and its peers: install-consumer.mjs <folder> <tarball>
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const PACKAGES = [
  '@jest/globals',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/platform-express',
  '@nestjs/testing',
  '@swc/core',
  '@swc/jest',
  '@types/node',
  'class-transformer',
  'class-validator',
  'jest',
  'reflect-metadata',
  'rxjs',
  'typescript',
];

const [folder, tarball] = process.argv.slice(2).map((path) => resolve(path));
const { packages } = JSON.parse(
  readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'),
);
const versions = PACKAGES.map(
  (name) => `${name}@${packages[`node_modules/${name}`].version}`,
);
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
