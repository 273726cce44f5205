import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { References, TextRead } from '../matrix/references.js';
import type { Problem } from '../problem.interface.js';
import { fileIssue } from '../source/file-issue.js';
import { readText } from '../source/read-text.js';
import { SecretValue } from '../value/secret-value.js';
import {
  POOL_DEFAULTS,
  type ConfigPoolOptions,
} from './config-pool.options.js';

/** What the configs of a pool may refer to. @internal */
export function referencesOf(options: ConfigPoolOptions): References {
  const { env = process.env } = options;
  const own = (name: string): string | undefined =>
    Object.hasOwn(env, name) ? env[name] : undefined;
  const secretOf = options.secrets ?? own;
  return {
    env: own,
    secret(name) {
      const value = secretOf(name);
      return value === undefined ? undefined : new SecretValue(name, value);
    },
    text: (path, from) => readReferred(path, from, options),
  };
}

/**
 * A file that a config names: below the pool's base directory, or below the
 * directory of its own file where that is elsewhere.
 */
function readReferred(
  path: string,
  from: string | undefined,
  options: ConfigPoolOptions,
): TextRead {
  const baseDir = resolve(options.baseDir ?? process.cwd());
  const here = from === undefined ? baseDir : dirname(from);
  const file = resolve(here, path);
  try {
    const root = isInside(here, baseDir) ? baseDir : here;
    if (!isInside(realpathSync(file), realpathSync(root))) {
      return {
        problem: `${file} is outside of ${root}`,
        hint: 'move the file, or set baseDir',
      };
    }
    const problems: Problem[] = [];
    const maxBytes = options.maxFileBytes ?? POOL_DEFAULTS.maxFileBytes;
    const text = readText(file, maxBytes, (problem) => problems.push(problem));
    if (text !== undefined) return { text };
    const [{ message, hint }] = problems;
    return { problem: `${file} ${message}`, ...(hint && { hint }) };
  } catch (error) {
    const { message, hint } = fileIssue(error, file, here);
    return { problem: `${file} ${message}`, ...(hint && { hint }) };
  }
}

function isInside(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
