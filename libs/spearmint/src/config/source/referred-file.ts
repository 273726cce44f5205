import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { WatchedPaths } from './watched-paths.js';
import { fileIssue } from './file-issue.js';

/** @internal */
export interface ReferenceProblem {
  readonly problem: string;
  readonly hint?: string;
}

/** What a pool says of the files that its configs name. @internal */
export interface ReferringPool {
  /** Absolute. */
  readonly baseDir: string;
  readonly watched: WatchedPaths;
}

/**
 * The real path of a file that a config names. It must be below the pool's base
 * directory, or below the directory of the file that names it where that is
 * elsewhere: a config may come from people who may not read every file.
 *
 * @param from the file that names it
 * @internal
 */
export function referredFile(
  path: string,
  from: string | undefined,
  { baseDir, watched }: ReferringPool,
): { readonly file: string } | ReferenceProblem {
  const here = from === undefined ? baseDir : dirname(from);
  const named = resolve(here, path);
  watched.file(named, undefined);
  try {
    const root = isInside(here, baseDir) ? baseDir : here;
    const file = realpathSync(named);
    watched.file(named, file);
    return isInside(file, realpathSync(root))
      ? { file }
      : {
          problem: `${named} is outside of ${root}`,
          hint: 'move the file, or set baseDir',
        };
  } catch (error) {
    return referenceProblem(error, named, here);
  }
}

/** @internal */
export function referenceProblem(
  error: unknown,
  file: string,
  baseDir: string,
): ReferenceProblem {
  const { message, hint } = fileIssue(error, file, baseDir);
  const problem = `${file} ${message}`;
  return hint === undefined ? { problem } : { problem, hint };
}

function isInside(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
