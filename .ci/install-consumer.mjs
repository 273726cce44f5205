// Makes a project outside of the workspace that has the packed library, its peers and further packages: install-consumer.mjs <folder> <tarball> [package ...]
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

const [, , ...args] = process.argv;
const [folder, tarball] = args.slice(0, 2).map((path) => resolve(path));
const { packages } = JSON.parse(
  readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'),
);
const versions = [...PACKAGES, ...args.slice(2)].map(
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
