import { readFileSync } from 'node:fs';

const read = (name) =>
  JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const { compilerOptions } = read('./tsconfig.json');

// The aliases of tsconfig.json, so that specs run against the sources.
const aliases = Object.fromEntries(
  Object.entries(compilerOptions.paths).map(([name, [target]]) => [
    `^${name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}$`,
    `<rootDir>/${target.replace(/^\.\//, '')}`,
  ]),
);

/** @type {import('jest').Config} */
export default {
  rootDir: '.',
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/test'],
  testEnvironment: 'node',
  testMatch: ['**/*.spec.ts', '**/*.e2e-spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/(libs|apps)/[^/]+/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { ...aliases, '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': ['@swc/jest', { ...read('./.swcrc'), sourceMaps: 'inline' }],
  },
  setupFiles: ['reflect-metadata'],
  injectGlobals: false,
  workerIdleMemoryLimit: '512MB',
  coverageProvider: 'babel',
  collectCoverageFrom: [
    'libs/*/src/**/*.ts',
    '!**/*.spec.ts',
    '!**/*.fixture.ts',
    '!**/index.ts',
    // Run by threads, of which nothing is collected.
    '!**/*.worker.ts',
    // For Nodes with a SQLite of their own; the coverage is that of Node 20.
    '!**/node-sqlite.driver.ts',
  ],
  coverageThreshold: {
    './libs/spearmint/src/': { lines: 95, branches: 90 },
    './libs/store/src/': { lines: 95, branches: 90 },
    './libs/mlflow/src/': { lines: 95, branches: 90 },
    './libs/otel/src/': { lines: 95, branches: 90 },
  },
};
