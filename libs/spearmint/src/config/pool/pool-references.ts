import { statSync } from 'node:fs';
import type { References, TextRead } from '../matrix/references.js';
import type { Problem } from '../problem.interface.js';
import { readText } from '../source/read-text.js';
import { referenceProblem, referredFile } from '../source/referred-file.js';
import { SecretValue } from '../value/secret-value.js';
import type { PoolSettings } from './pool-settings.js';

/** What the configs of a pool may refer to. @internal */
export function referencesOf(settings: PoolSettings): References {
  const { env } = settings;
  const own = (name: string): string | undefined =>
    askFor(name, () => (Object.hasOwn(env, name) ? env[name] : undefined));
  const secretOf = settings.secrets ?? own;
  return {
    env: own,
    secret(name) {
      const value = askFor(name, secretOf);
      if (value === undefined) return undefined;
      const secret = new SecretValue(name, value);
      settings.resolved.add(secret);
      return secret;
    },
    text: (path, from) => readReferred(path, from, settings),
  };
}

/** The text that a provider gives; what it throws may quote secrets and is not shown. */
function askFor(
  name: string,
  secretOf: (name: string) => unknown,
): string | undefined {
  try {
    const value = secretOf(name);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function readReferred(
  path: string,
  from: string | undefined,
  settings: PoolSettings,
): TextRead {
  const { baseDir, maxFileBytes } = settings;
  const found = referredFile(path, from, settings);
  if ('problem' in found) return found;
  const { file } = found;
  try {
    // A pipe would be waited for, for ever.
    if (!statSync(file).isFile())
      return { problem: `${file} is not a regular file` };
    const problems: Problem[] = [];
    const text = readText(file, maxFileBytes, (problem) =>
      problems.push(problem),
    );
    if (text !== undefined) return { text };
    const [{ message, hint }] = problems;
    return {
      problem: `${file} ${message}`,
      ...(hint === undefined ? {} : { hint }),
    };
  } catch (error) {
    return referenceProblem(error, file, baseDir);
  }
}
