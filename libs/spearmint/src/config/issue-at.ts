import type { ConfigIssue } from './config-issue.interface.js';
import { formatPath } from './config-path.js';
import type { Origin } from './origin.interface.js';
import type { Problem } from './problem.interface.js';

/**
 * The problem with its file, line and column. A position makes the `#2` or
 * `[1]` of an origin superfluous, and `file:line:column` is what terminals link.
 *
 * @internal
 */
export function issueAt(origin: Origin, problem: Problem): ConfigIssue {
  const position = origin.locate?.(problem.path);
  const file = position?.file ?? origin.file;
  return {
    code: problem.code,
    origin:
      position && file !== undefined
        ? file
        : (fullOrigin(origin) ?? origin.origin),
    ...(position && { line: position.line, column: position.column }),
    path: formatPath(problem.path),
    message: problem.message,
    ...(problem.hint === undefined ? {} : { hint: problem.hint }),
  };
}

function fullOrigin({ origin, file }: Origin): string | undefined {
  if (file === undefined) return undefined;
  const suffix = /(?:#\d+)?(?:\[\d+\])?$/.exec(origin)?.[0] ?? '';
  return file.endsWith(suffix) ? file : file + suffix;
}
