import { inspect } from 'node:util';
import type { Rule } from './rules.js';

/** Something with a value that it cannot have. @internal */
export interface OptionIssue {
  readonly name: string;
  readonly value: unknown;
  /** What it has to be, in words. */
  readonly needed: string;
}

/**
 * All that makes no sense in it; what is undefined is as if it were not there.
 *
 * @param prefix stands before the names in what is told.
 * @internal
 */
export function issuesOf(
  given: object,
  rules: Readonly<Record<string, Rule>>,
  prefix = '',
): OptionIssue[] {
  const known = Object.keys(rules);
  return Object.entries(given).flatMap(([name, value]: [string, unknown]) => {
    if (value === undefined) return [];
    const needed = Object.hasOwn(rules, name)
      ? rules[name]?.(value)
      : `left out: known are ${known.join(', ')}`;
    return needed === undefined
      ? []
      : [{ name: `${prefix}${name}`, value, needed }];
  });
}

/** @internal */
export function sayIssue({ name, value, needed }: OptionIssue): string {
  const shown = inspect(value, { depth: 0, maxStringLength: 60 });
  return `"${name}" is ${shown}: it has to be ${needed}`;
}
