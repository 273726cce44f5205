import type { ConfigPath } from '../config-path.js';
import { didYouMean } from '../nearest.js';
import { isMapping, kindOf } from '../value/kinds.js';
import { rulesOf, type NestedProperty } from './class-metadata.js';
import { classTransformer } from './class-packages.js';
import type { ModelClass } from './config-model.js';
import type { ModelProblem } from './model-validator.interface.js';

/**
 * Where the keys and nesting of a value differ from those of its model.
 * class-validator drops keys that equal a method, accepts a list for a nested
 * object, and lets a missing nested object pass.
 *
 * @internal
 */
export function compareShape(
  plain: unknown,
  instance: object,
  path: ConfigPath = [],
): ModelProblem[] {
  const model = instance.constructor as ModelClass<object>;
  const { rules, keys, nested } = rulesOf(model);
  if (rules.length === 0 || !isMapping(plain)) return [];
  return [
    ...unknownKeys(plain, model, keys, path),
    ...nested.flatMap((property) =>
      compareNested(property, plain, instance as Record<string, unknown>, path),
    ),
  ];
}

function unknownKeys(
  plain: Record<string, unknown>,
  model: ModelClass<object>,
  known: ReadonlySet<string>,
  path: ConfigPath,
): ModelProblem[] {
  const unknown = Object.keys(plain).filter((key) => !known.has(key));
  if (unknown.length === 0) return [];
  const strange = unknown.filter((key) => !isRenamed(model, key));
  return strange.map((key) => {
    const hint =
      didYouMean(key, known) ?? `${model.name} knows ${[...known].join(', ')}`;
    return { path: [...path, key], message: `unknown key ${key}`, hint };
  });
}

/** `@Expose({ name })` lets a key reach a property of another name. */
function isRenamed(model: ModelClass<object>, key: string): boolean {
  if (key in model.prototype) return false;
  const mark = 'x';
  const { plainToInstance } = classTransformer();
  try {
    const made = plainToInstance(
      model,
      { [key]: mark },
      { exposeDefaultValues: true },
    );
    const empty = plainToInstance(model, {}, { exposeDefaultValues: true });
    const [after, before] = [
      Object.entries(made),
      empty as Record<string, unknown>,
    ];
    return after.some(
      ([name, value]) =>
        name !== key && value === mark && before[name] !== mark,
    );
  } catch {
    return false;
  }
}

function compareNested(
  { name, each, optional }: NestedProperty,
  plain: Record<string, unknown>,
  instance: Record<string, unknown>,
  path: ConfigPath,
): ModelProblem[] {
  const made = instance[name];
  const at = [...path, name];
  if (made === undefined || made === null) {
    return optional ? [] : [{ path: at, message: `${name} is required` }];
  }
  const given = plain[name];
  if (given === undefined) return [];
  if (!each) return compareOne(given, made, at);
  if (!Array.isArray(given) || !Array.isArray(made)) return [];
  return given.flatMap((item, index) =>
    compareOne(item, made[index], [...at, index]),
  );
}

function compareOne(
  given: unknown,
  made: unknown,
  path: ConfigPath,
): ModelProblem[] {
  if (!isMapping(given))
    return [{ path, message: `must be a mapping, got ${kindOf(given)}` }];
  return typeof made === 'object' && made !== null
    ? compareShape(given, made, path)
    : [];
}
