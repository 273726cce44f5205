import type { ConfigIssue } from './config-issue.interface.js';
import { ConfigPool } from './pool/config-pool.js';
import type { ConfigPoolOptions } from './pool/config-pool.options.js';
import type { ConfigSourceInput } from './source/config-source-input.js';
import { SpearmintConfigError } from './spearmint-config.error.js';
import { files } from './files.fixture.js';

export { files };

/** The error of a pool that must not load. */
export async function failure<T>(
  sources: readonly ConfigSourceInput[],
  options?: ConfigPoolOptions<T>,
): Promise<SpearmintConfigError> {
  try {
    await ConfigPool.from(sources, options);
  } catch (error) {
    if (error instanceof SpearmintConfigError) return error;
    throw error;
  }
  throw new Error('the pool was expected not to load');
}

/** The issues of a pool of one file that must not load. */
export async function issuesOfFile(
  name: string,
  content: string | Uint8Array,
): Promise<readonly ConfigIssue[]> {
  return (await failure([name], { baseDir: files({ [name]: content }) }))
    .issues;
}

/** A pool of one YAML file. */
export function poolOfYaml(content: string): Promise<ConfigPool> {
  return ConfigPool.from(['a.yaml'], { baseDir: files({ 'a.yaml': content }) });
}

/** A row of a table: what is refused, its text, and the code, line:column and words of the error. */
export type Refusal = [
  row: string,
  text: string | Uint8Array,
  code: string,
  place: string | undefined,
  words: string,
];

/** The codes and the message of a pool of one file that must not load, without its directory. */
export async function refused(
  name: string,
  content: string | Uint8Array,
): Promise<{ codes: string[]; message: string }> {
  const baseDir = files({ [name]: content });
  const { issues, message } = await failure([name], { baseDir });
  return {
    codes: issues.map(({ code }) => code),
    message: message.replaceAll(`${baseDir}/`, ''),
  };
}
