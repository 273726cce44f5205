import { formatPath } from '../config-path.js';
import { didYouMean } from '../nearest.js';
import { isPlainObject } from '../value/kinds.js';
import { valueAt } from '../value/value-at.js';
import { refuseAt } from './layer.js';
import type { Pattern, Question } from './match.js';
import type { ConfigSequence } from './sequence/config-sequence.interface.js';
import { SelectedSequence } from './sequence/selected.sequence.js';

/** For so many unknown paths the nearest known one is looked for. */
const MAX_GUESSES = 20;

/**
 * The configs that no pattern matches. A path that no config has is a mistake, and
 * would leave out nothing: `undefined` after the report.
 *
 * @internal
 */
export function withoutMatches(
  from: ConfigSequence,
  patterns: readonly Pattern[],
): ConfigSequence | undefined {
  const unknown = new Set(patterns.flatMap(({ questions }) => questions));
  const kept: number[] = [];
  for (let index = 0; index < from.size; index++) {
    const value = from.at(index);
    for (const question of unknown) {
      if (valueAt(value, question.path) !== undefined) unknown.delete(question);
    }
    if (!patterns.some((pattern) => pattern.matches(value))) kept.push(index);
  }
  if (unknown.size > 0) return refusePaths(from, unknown);
  return kept.length === from.size
    ? from
    : new SelectedSequence(from, Float64Array.from(kept));
}

function refusePaths(
  from: ConfigSequence,
  unknown: Iterable<Question>,
): undefined {
  const known = new Set(
    from.cover().flatMap((index) => pathsOf(from.at(index))),
  );
  let guesses = MAX_GUESSES;
  for (const { path, layer } of unknown) {
    const name = formatPath(path);
    const message = `matches nothing; unknown path ${name}`;
    const hint = guesses-- > 0 ? didYouMean(name, known) : undefined;
    refuseAt(layer, message, hint);
  }
}

/** The paths of a value's mappings, as patterns write them. */
function pathsOf(value: unknown, path: readonly string[] = []): string[] {
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = [...path, key];
    return [formatPath(at), ...pathsOf(item, at)];
  });
}
