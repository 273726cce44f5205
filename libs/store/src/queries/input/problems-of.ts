import { inspect } from 'node:util';
import type { Rule } from './rules.js';

/** Something of a query that makes no sense. @internal */
export interface QueryProblem {
  readonly name: string;
  readonly value: unknown;
  /** What it should be, in words. */
  readonly needed: string;
}

/** All that makes no sense; what is undefined is as if it were not there. @internal */
export function problemsOf(
  given: unknown,
  rules: Readonly<Record<string, Rule>>,
): QueryProblem[] {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return [{ name: 'query', value: given, needed: 'an object' }];
  const known = Object.keys(rules);
  return Object.entries(given).flatMap(([name, value]: [string, unknown]) => {
    if (value === undefined) return [];
    const needed = Object.hasOwn(rules, name)
      ? rules[name]?.(value)
      : `left out: known are ${known.join(', ')}`;
    return needed === undefined ? [] : [{ name, value, needed }];
  });
}

/** @internal */
export function sayProblem({ name, value, needed }: QueryProblem): string {
  const shown = inspect(value, { depth: 0, maxStringLength: 60 });
  return `"${name}" is ${shown}: it has to be ${needed}`;
}
