/** What is left of the paths of a rule at some place of a value. @internal */
export type Paths = readonly (readonly string[])[];

/** @internal */
export const NO_PATHS: Paths = [];

/** @internal */
export function parsePaths(paths: readonly string[]): Paths {
  return paths.length === 0 ? NO_PATHS : paths.map((path) => path.split('.'));
}

/** What is left of the paths once `key` has been stepped into; an empty one ends here. @internal */
export function below(paths: Paths, key: string): Paths {
  return paths.length === 0
    ? NO_PATHS
    : paths.flatMap((path) => advance(path, key));
}

/** Whether one of the paths ends here. @internal */
export function isEnd(paths: Paths): boolean {
  return paths.some((path) => path.length === 0);
}

function advance(path: readonly string[], key: string): Paths {
  const [head, ...rest] = path;
  if (head === '**') return [path, ...advance(rest, key)];
  return head === '*' || head === key ? [rest] : [];
}
