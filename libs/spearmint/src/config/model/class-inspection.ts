import {
  hasAsyncRules,
  rulesOf,
  type NestedProperty,
} from './class-metadata.js';
import { classTransformer, missingPackages } from './class-packages.js';
import type { ModelClass } from './config-model.js';
import type { ModelProblem } from './model-validator.interface.js';

/** @internal */
export interface ClassInspection {
  readonly problems: readonly ModelProblem[];
  /** A rule of the model, or of one nested in it, must be awaited. */
  readonly isAsync: boolean;
}

/**
 * What would make class-validator skip parts of a model without a word.
 *
 * @internal
 */
export function inspectClass(
  model: ModelClass<object>,
  missing: readonly string[] = missingPackages(),
): ClassInspection {
  if (missing.length > 0)
    return { problems: [withoutPackages(model, missing)], isAsync: false };
  const problems: ModelProblem[] = [];
  const models = new Set<ModelClass<object>>();
  inspectInto(model, problems, models);
  return { problems, isAsync: [...models].some(hasAsyncRules) };
}

function withoutPackages(
  { name }: ModelClass<object>,
  missing: readonly string[],
): ModelProblem {
  return {
    path: [],
    message: `${name} is a class, which takes ${missing.join(' and ')} to check`,
    hint: 'npm install class-validator class-transformer, or use a Standard Schema such as zod',
  };
}

function inspectInto(
  model: ModelClass<object>,
  problems: ModelProblem[],
  seen: Set<ModelClass<object>>,
): void {
  if (seen.has(model)) return;
  seen.add(model);
  const { rules, nested: properties } = rulesOf(model);
  if (rules.length === 0) {
    problems.push({
      path: [],
      message: `${model.name} has no class-validator decorators, so nothing can be checked`,
      hint: 'decorate its properties, or leave the model out',
    });
    return;
  }
  for (const nested of properties) {
    const inner = probe(model, nested);
    if (inner === undefined) {
      problems.push({
        path: [],
        message: `${model.name}.${nested.name} is nested without @Type(), so it is never checked`,
        hint: 'add @Type(() => ItsClass)',
      });
    } else inspectInto(inner, problems, seen);
    if (!nested.optional && !nested.required && !hasDefault(model, nested)) {
      problems.push({
        path: [],
        message: `${model.name}.${nested.name} is nested, but a missing one would pass`,
        hint: 'add @IsDefined() or @IsOptional()',
      });
    }
  }
}

/** The class that `@Type()` gives, seen in what class-transformer makes of an empty mapping. */
function probe(
  model: ModelClass<object>,
  { name, each }: NestedProperty,
): ModelClass<object> | undefined {
  const made: unknown = attempt(() =>
    classTransformer().plainToInstance(
      model,
      { [name]: each ? [{}] : {} },
      { exposeDefaultValues: true },
    ),
  );
  const value = (made as Record<string, unknown> | undefined)?.[name];
  const instance: unknown = first(value);
  if (typeof instance !== 'object' || instance === null) return undefined;
  return instance.constructor === Object
    ? undefined
    : (instance.constructor as ModelClass<object>);
}

function first(value: unknown): unknown {
  if (Array.isArray(value)) return value[0];
  return value instanceof Map || value instanceof Set
    ? [...value.values()][0]
    : value;
}

function hasDefault(
  model: ModelClass<object>,
  { name }: NestedProperty,
): boolean {
  const made = attempt(() => new model()) as
    Record<string, unknown> | undefined;
  return made?.[name] !== undefined && made[name] !== null;
}

function attempt(make: () => unknown): unknown {
  try {
    return make();
  } catch {
    return undefined;
  }
}
