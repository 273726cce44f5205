import { formatPath } from '../config-path.js';
import { didYouMean } from '../nearest.js';
import { isPlainObject } from '../value/kinds.js';
import { valueAt } from '../value/value-at.js';
import { refuseAt } from './layer.js';
import type { Pattern } from './match.js';
import type { ConfigSequence } from './sequence/config-sequence.interface.js';
import { SelectedSequence } from './sequence/selected.sequence.js';

/** The configs that no pattern matches. @internal */
export function withoutMatches(
  from: ConfigSequence,
  patterns: readonly Pattern[],
): ConfigSequence {
  const kept: number[] = [];
  for (let index = 0; index < from.size; index++) {
    const value = from.at(index);
    if (!patterns.some((pattern) => pattern.matches(value))) kept.push(index);
  }
  return kept.length === from.size
    ? from
    : new SelectedSequence(from, Float64Array.from(kept));
}

/**
 * Whether each path of the patterns is one of some config: one that is not is a
 * mistake, and would leave out nothing.
 *
 * @internal
 */
export function checkPaths(
  from: ConfigSequence,
  patterns: readonly Pattern[],
): boolean {
  const shown = from.cover().map((index) => from.at(index));
  const unknown = patterns
    .flatMap(({ questions }) => questions)
    .filter(
      ({ path }) => !shown.some((value) => valueAt(value, path) !== undefined),
    );
  if (unknown.length === 0) return true;
  const known = new Set(shown.flatMap((value) => pathsOf(value)));
  for (const { path, layer } of unknown) {
    const name = formatPath(path);
    const message = `matches nothing; unknown path ${name}`;
    refuseAt(layer, message, didYouMean(name, known));
  }
  return false;
}

/** The paths of a value's mappings, as patterns write them. */
function pathsOf(value: unknown, path: readonly string[] = []): string[] {
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = [...path, key];
    return [formatPath(at), ...pathsOf(item, at)];
  });
}
