import { TESTS } from '../matrix/match.js';
import { isPlainObject } from '../value/kinds.js';
import { Dynamic } from './dynamic.js';

/** A typed spec in the form of files: keys of data that begin with `$` are escaped. @internal */
export function toForm(spec: unknown): unknown {
  if (spec instanceof Dynamic) return spec.toJSON();
  if (Array.isArray(spec)) return spec.map(toForm);
  return isPlainObject(spec) ? mapKeys(spec, escaped, toForm) : spec;
}

/** The same for a pattern, whose tests are no data. @internal */
export function toPatternForm(pattern: unknown): unknown {
  if (!isPlainObject(pattern)) return pattern;
  return mapKeys(
    pattern,
    (key) => (TESTS.includes(key) ? key : escaped(key)),
    toPatternForm,
  );
}

function escaped(key: string): string {
  return key.startsWith('$') ? `$${key}` : key;
}

function mapKeys(
  mapping: Readonly<Record<string, unknown>>,
  keyOf: (key: string) => string,
  valueOf: (value: unknown) => unknown,
): object {
  return Object.fromEntries(
    Object.entries(mapping).map(([key, value]) => [keyOf(key), valueOf(value)]),
  );
}
