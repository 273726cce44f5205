// Runs the e2e suites of test/ in a project outside of the workspace, against the packed library and a version of Nest: e2e-packed.mjs <tarball> <11|12> [jest argument ...]
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import jestConfig from '../jest.config.mjs';

const root = resolve(import.meta.dirname, '..');
const [tarball, nest, ...args] = process.argv.slice(2);
/** The releases of Nest's packages whose numbers are their own. */
const OF_NEST_11 = {
  '@nestjs/schedule': '6',
  '@nestjs/event-emitter': '3',
  '@nestjs/graphql': '13',
  '@nestjs/apollo': '13',
  '@nestjs/config': '4',
};
/** What an application on HTTP does; other transports are tested with the Nest of the workspace. */
const SUITES = [
  'test/hooks',
  'test/reload',
  'test/strategies',
  'test/testing',
  'test/timing',
  'test/wiring',
];
/** These build or read the sources. */
const SUITES_OF_SOURCES = ['strategies/(processes|heap|shutdown)'];
const TESTS =
  nest === '12'
    ? '^(?!the package )'
    : // The logger of Nest 11 knows no fields beside a message.
      '^(?!the package |what the library says has its fields in JSON)';
/** Nest 11 says a failed boot again when the application is closed, and the suites close what they boot. */
const CLOSE_QUIETLY = `import { NestApplicationContext } from '@nestjs/core';
const { close } = NestApplicationContext.prototype;
NestApplicationContext.prototype.close = async function (signal) {
  await this.initializationPromise?.catch(() => (this.initializationPromise = undefined));
  return close.call(this, signal);
};
`;

const { devDependencies, dependencies } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
const { packages } = JSON.parse(
  readFileSync(join(root, 'package-lock.json'), 'utf8'),
);

/** Everything that the suites import. */
const text = execFileSync(
  'git',
  ['grep', '-hE', "from '[^.]", '--', 'test/support', ...SUITES],
  {
    cwd: root,
    encoding: 'utf8',
  },
);
const used = [...text.matchAll(/from '((?:@[^/']+\/)?[^/']+)/g)]
  .map(([, name]) => name)
  .filter((name) => name in { ...devDependencies, ...dependencies });
const versions = [
  ...new Set([
    ...used,
    'jest',
    '@swc/jest',
    '@swc/core',
    'reflect-metadata',
    'rxjs',
    '@nestjs/platform-express',
    'chokidar',
    'fast-check',
  ]),
].map((name) => {
  const version = packages[`node_modules/${name}`].version;
  return name.startsWith('@nestjs/') && nest !== '12'
    ? `${name}@${OF_NEST_11[name] ?? nest}`
    : `${name}@${version}`;
});

const work = mkdtempSync(join(tmpdir(), `spearmint-nest${nest}-`));
try {
  writeFileSync(
    join(work, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module' }),
  );
  // Without --force or --legacy-peer-deps: the peers must fit.
  execFileSync(
    'npm',
    [
      'install',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      resolve(tarball),
      ...versions,
    ],
    { cwd: work, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  writeFileSync(join(work, 'close.mjs'), nest === '12' ? '' : CLOSE_QUIETLY);
  cpSync(join(root, 'test'), join(work, 'test'), { recursive: true });
  // Read by a suite whose tests of it are left out.
  const manifest = 'libs/spearmint/package.json';
  cpSync(join(root, manifest), join(work, manifest), { recursive: true });
  writeFileSync(
    join(work, 'jest.config.json'),
    JSON.stringify({
      ...jestConfig,
      roots: SUITES.map((folder) => `<rootDir>/${folder}`),
      setupFiles: ['reflect-metadata', '<rootDir>/close.mjs'],
      moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
      modulePathIgnorePatterns: [],
      testPathIgnorePatterns: ['/node_modules/', ...SUITES_OF_SOURCES],
      collectCoverageFrom: undefined,
      coverageThreshold: undefined,
    }),
  );
  const found = JSON.parse(
    readFileSync(join(work, 'node_modules/@nestjs/core/package.json'), 'utf8'),
  );
  console.log(`Nest ${found.version}, Node ${process.version}`);
  const { status } = spawnSync(
    process.execPath,
    [
      '--expose-gc',
      '--experimental-vm-modules',
      '--no-warnings=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      '--testNamePattern',
      TESTS,
      ...args,
    ],
    { cwd: work, stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
