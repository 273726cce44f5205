import type { ConfigIssue } from './config-issue.interface.js';
import { formatPath, type ConfigPath } from './config-path.js';
import type { FilePosition, Origin } from './origin.interface.js';
import type { Problem } from './problem.interface.js';

/**
 * The problem with its file, line and column. A position makes the `#2` or
 * `[1]` of an origin superfluous, and `file:line:column` is what terminals link.
 *
 * @internal
 */
export function issueAt(
  origin: Origin,
  problem: Problem,
  /** Where the path may be written, the likeliest first. */
  trails: readonly ConfigPath[] = [problem.path],
): ConfigIssue {
  const position = nearestOf(origin, trails);
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

/** The place of the trail of which the least is missing. */
function nearestOf(
  origin: Origin,
  trails: readonly ConfigPath[],
): FilePosition | undefined {
  let best: FilePosition | undefined;
  let least = Infinity;
  for (const trail of trails) {
    const position = placeOf(origin, trail);
    const missing = trail.length - (position?.depth ?? trail.length);
    if (position === undefined || missing >= least) continue;
    best = position;
    least = missing;
  }
  return best;
}

/** A source of the user's own may fail at it, and its problem is to be told anyhow. */
function placeOf(origin: Origin, path: ConfigPath): FilePosition | undefined {
  try {
    return origin.locate?.(path);
  } catch {
    return undefined;
  }
}

function fullOrigin({ origin, file }: Origin): string | undefined {
  if (file === undefined) return undefined;
  const suffix = /(?:#\d+)?(?:\[\d+\])?$/.exec(origin)?.[0] ?? '';
  return file.endsWith(suffix) ? file : file + suffix;
}
