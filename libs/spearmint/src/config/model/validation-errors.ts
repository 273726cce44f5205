import type { ValidationError } from 'class-validator';
import { formatPath, type ConfigPath } from '../config-path.js';
import type { ModelProblem } from './model-validator.interface.js';
import { valueAt } from './value-at.js';
import { hintForValue } from './value-hints.js';

/**
 * The errors of class-validator as flat problems, without those that say again
 * what is `known` about a path.
 *
 * @internal
 */
export function toProblems(
  errors: readonly ValidationError[],
  root: unknown,
  known: readonly ModelProblem[],
): ModelProblem[] {
  const taken = new Set(known.map(({ path }) => formatPath(path)));
  return flatten(errors, root, []).filter(
    ({ path }) => !taken.has(formatPath(path)),
  );
}

function flatten(
  errors: readonly ValidationError[],
  root: unknown,
  path: ConfigPath,
): ModelProblem[] {
  const parent = valueAt(root, path);
  return errors.flatMap(({ property, constraints, children }) => {
    const at = [...path, Array.isArray(parent) ? Number(property) : property];
    const own = constraints
      ? [toProblem(property, constraints, valueAt(root, at), at)]
      : [];
    return [...own, ...flatten(children ?? [], root, at)];
  });
}

function toProblem(
  property: string,
  constraints: Readonly<Record<string, string>>,
  value: unknown,
  path: ConfigPath,
): ModelProblem {
  if (value === undefined || value === null) {
    return {
      path,
      message: `${property} is ${value === null ? 'required, got null' : 'required'}`,
    };
  }
  const message = Object.values(constraints).join('; ');
  const hint = hintForValue(value, message);
  return { path, message, ...(hint === undefined ? {} : { hint }) };
}
