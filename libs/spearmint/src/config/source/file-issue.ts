import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { ConfigIssue } from '../config-issue.interface.js';
import type { ConfigIssueCode } from '../config-issue-codes.js';
import { didYouMean } from '../nearest.js';

/**
 * What a failed file operation means to the person who wrote the path.
 *
 * @internal
 */
export function fileIssue(
  error: unknown,
  path: string,
  baseDir: string,
): ConfigIssue {
  const errno = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  const issue = (
    code: ConfigIssueCode,
    message: string,
    hint?: string,
  ): ConfigIssue => {
    return {
      code,
      origin: path,
      path: '',
      message,
      ...(hint === undefined ? {} : { hint }),
    };
  };
  switch (errno) {
    case 'ENOENT':
    case 'ENOTDIR': {
      const target = linkTarget(path);
      return target === undefined
        ? issue(
            'E_NOT_FOUND',
            `does not exist (relative paths start at ${baseDir})`,
            sibling(path),
          )
        : issue('E_NOT_FOUND', `is a link to ${target}, which does not exist`);
    }
    case 'ELOOP':
      return issue('E_SYMLINK_LOOP', 'is a link that leads back to itself');
    case 'EACCES':
    case 'EPERM':
      return issue(
        'E_ACCESS',
        `may not be read (${errno})`,
        'check its permissions',
      );
    default:
      return issue('E_IO', `could not be read (${errno})`);
  }
}

function linkTarget(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}

function sibling(path: string): string | undefined {
  try {
    return didYouMean(basename(path), readdirSync(dirname(path)));
  } catch {
    return undefined;
  }
}
