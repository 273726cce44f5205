import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { IsIn } from 'class-validator';
import {
  branchConfig,
  type ConfigIssue,
  ConfigPool,
  type ConfigPoolOptions,
  ConfigSource,
  type ConfigSourceInput,
  fromModel,
  grid,
  SpearmintConfigError,
} from 'nestjs-spearmint';
import { runInBranch } from 'nestjs-spearmint/testing';
// Nobody can find two configs of one hash, so this one is told what it found.
import { clash } from '../../../libs/spearmint/src/config/pool/clash.js';
import type { ConfigIssueCode } from '../../../libs/spearmint/src/config/config-issue-codes.js';
import { files } from '../../../libs/spearmint/src/config/files.fixture.js';
import { withoutRights } from './without-rights.js';

type Raise = () => unknown;

class Answer {
  @IsIn(['small', 'large']) model!: string;
}

class Broken extends ConfigSource {
  override load(): never {
    throw new RangeError('no connection');
  }
}

/** For each code of an issue, something that a user does and gets it. */
export const issueExamples: Record<ConfigIssueCode, Raise> = {
  E_ACCESS: () => {
    const baseDir = files({ 'a.yaml': 'x: 1' });
    chmodSync(join(baseDir, 'a.yaml'), 0);
    return withoutRights(baseDir, () => pool(['a.yaml'], { baseDir }));
  },
  E_AMBIGUOUS_FILE: () => of({ 'a.yaml': 'x: 1', 'a.yml': 'x: 2' }),
  E_BAD_SOURCE: () => pool([5 as never]),
  E_BIND: () =>
    runInBranch({ llm: { model: 'small' } }, () => branchConfig(Answer, 'lmm')),
  E_CONFLICT: () =>
    fromModel(
      Answer,
      { model: 'large' },
      { over: [{ model: 'small' }], merge: 'error' },
    ),
  E_CYCLE: () => {
    const config: Record<string, unknown> = {};
    config.self = config;
    return pool([config]);
  },
  E_DUPLICATE: () => pool([{ x: 1 }, { x: 1 }]),
  E_DYNAMIC: () => grid([1, 2][Symbol.iterator]()),
  E_EMPTY_DIR: () => of({ 'notes.txt': '' }),
  E_EMPTY_FILE: () => of({ 'a.yaml': '# nothing yet' }),
  E_EMPTY_POOL: () => pool([]),
  E_ENCODING: () => of({ 'a.yaml': new Uint8Array([0x78, 0x3a, 0xe4]) }),
  E_ENV: () => of({ 'a.yaml': 'region: { $env: REGION }' }),
  E_EXTENDS: () => of({ 'a.yaml': '$extends: ./_bse.yaml', '_base.yaml': '' }),
  E_FILE: () => of({ 'a.yaml': 'prompt: { $file: ./prompt.md }' }),
  E_ID: () => pool([{ $id: 'a b', x: 1 }]),
  E_ID_COLLISION: () => {
    const [known, found] = ['aa', 'bb'].map((hash, index) => ({
      id: 'cfg_1',
      hash,
      value: {},
      label: '',
      origin: `configs[${index}]`,
    }));
    throw new SpearmintConfigError('pool "default"', [clash(known, found)]);
  },
  E_ID_CONFLICT: () =>
    pool([
      { $id: 'a', x: 1 },
      { $id: 'a', x: 2 },
    ]),
  E_IO: () => {
    const baseDir = files({});
    // Its size is 0, and reading its first page fails.
    symlinkSync('/proc/self/mem', join(baseDir, 'a.yaml'));
    return pool(['a.yaml'], { baseDir });
  },
  E_JSON: () => of({ 'a.json': '{ "x": 1, }' }),
  E_KEY: () => of({ 'a.yaml': '__proto__: { admin: true }' }),
  E_MATRIX: () => of({ 'a.yaml': 'x: { $gird: [1, 2] }' }),
  E_METADATA: () => of({ 'a.yaml': '$weight: heavy' }),
  E_MODEL: () => pool([{ x: 1 }], { model: class Bare {} }),
  E_NOT_A_DIRECTORY: () =>
    pool(['a.yaml/'], { baseDir: files({ 'a.yaml': 'x: 1' }) }),
  E_NOT_A_FILE: () =>
    pool(['a.yaml'], { baseDir: files({ 'a.yaml/b.yaml': 'x: 1' }) }),
  E_NOT_FOUND: () =>
    pool(['mian.yaml'], { baseDir: files({ 'main.yaml': 'x: 1' }) }),
  E_NUMBER: () => of({ 'a.json': '{ "id": 12345678901234567890 }' }),
  E_OVERRIDE: () => pool([{ model: 'small' }], { overrides: { modle: 'x' } }),
  E_ROOT: () => of({ 'a.yaml': 'small' }),
  E_SECRET: () => of({ 'a.yaml': 'key: { $secret: LLM_KEY }' }),
  E_SOURCE: () => pool([new Broken()]),
  E_STRING: () => pool([{ text: '\ud83d' }]),
  E_SYMLINK_LOOP: () => {
    const baseDir = files({});
    symlinkSync('a.yaml', join(baseDir, 'a.yaml'));
    return pool(['a.yaml'], { baseDir });
  },
  E_TOO_LARGE: () =>
    pool(['a.yaml'], {
      baseDir: files({ 'a.yaml': 'text: long' }),
      maxFileBytes: 5,
    }),
  E_TOO_MANY: () =>
    pool([{ x: { $range: { from: 1, to: 1e6 } }, y: { $grid: [1, 2] } }]),
  E_UNSUPPORTED: () => pool(['a.toml'], { baseDir: files({ 'a.toml': '' }) }),
  E_VALIDATION: () =>
    pool(['a.yaml'], {
      baseDir: files({ 'a.yaml': 'model: huge' }),
      model: Answer,
    }),
  E_VALUE: () => pool([{ run: () => 1 }]),
  E_YAML: () => of({ 'a.yaml': 'x: 1\nx: 2' }),
};

/** The issues of the error that an example ends in. */
export async function issuesOf(
  raise: Raise,
): Promise<{ readonly issues: readonly ConfigIssue[]; message: string }> {
  try {
    await raise();
  } catch (error) {
    if (error instanceof SpearmintConfigError) return error;
    throw error;
  }
  throw new Error('the example raises nothing');
}

/** A pool of a directory with these files. */
function of(contents: Readonly<Record<string, string | Uint8Array>>) {
  return pool(['.'], { baseDir: files(contents) });
}

function pool(
  sources: readonly ConfigSourceInput[],
  options: ConfigPoolOptions = {},
): Promise<ConfigPool> {
  return ConfigPool.from(sources, { env: {}, ...options });
}
