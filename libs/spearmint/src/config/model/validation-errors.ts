import type { ValidationError } from 'class-validator';
import { formatPath, type ConfigPath } from '../config-path.js';
import type { ModelProblem } from './model-validator.interface.js';
import { valueAt } from '../value/value-at.js';
import { hintForValue } from './value-hints.js';

/** A value as it was given and as the model made of it. @internal */
export interface Checked {
  readonly given: unknown;
  readonly instance: unknown;
}

/**
 * The errors of class-validator as flat problems, without those that say again
 * what is `known` about a path.
 *
 * @internal
 */
export function toProblems(
  errors: readonly ValidationError[],
  checked: Checked,
  known: readonly ModelProblem[],
): ModelProblem[] {
  const taken = new Set(known.map(({ path }) => formatPath(path)));
  return flatten(errors, checked, []).filter(
    ({ path }) => !taken.has(formatPath(path)),
  );
}

function flatten(
  errors: readonly ValidationError[],
  checked: Checked,
  path: ConfigPath,
): ModelProblem[] {
  const isList = Array.isArray(valueAt(checked.instance, path));
  return errors.flatMap(({ property, constraints, children }) => {
    const at = [...path, isList ? Number(property) : property];
    const own = constraints
      ? [toProblem(property, constraints, checked, at)]
      : [];
    return [...own, ...flatten(children ?? [], checked, at)];
  });
}

function toProblem(
  property: string,
  constraints: Readonly<Record<string, string>>,
  { given, instance }: Checked,
  path: ConfigPath,
): ModelProblem {
  const made = valueAt(instance, path);
  if (made === undefined || made === null) {
    return {
      path,
      message: `${property} is ${made === null ? 'required, got null' : 'required'}`,
    };
  }
  const message = Object.values(constraints).join('; ');
  const hint = hintForValue(valueAt(given, path), message);
  return { path, message, ...(hint === undefined ? {} : { hint }) };
}
