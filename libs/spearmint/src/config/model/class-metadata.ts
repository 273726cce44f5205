import type { getMetadataStorage } from 'class-validator';
import { classValidator } from './class-packages.js';

type Class = abstract new (...args: never[]) => unknown;
type Rule = ReturnType<
  ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']
>[number];

/** What the decorators of a class say. @internal */
export interface ModelRules {
  readonly rules: readonly Rule[];
  /** The keys that the model knows. */
  readonly keys: ReadonlySet<string>;
  readonly nested: readonly NestedProperty[];
}

/** Decorators run when their class is defined: they are read once. */
const read = new WeakMap<Class, ModelRules>();

/**
 * The class-validator rules of a class and its ancestors.
 *
 * @internal
 */
export function rulesOf(model: Class): ModelRules {
  let known = read.get(model);
  if (known === undefined) {
    const rules = classValidator()
      .getMetadataStorage()
      .getTargetValidationMetadatas(model, '', false, false);
    const keys = new Set(rules.map(({ propertyName }) => propertyName));
    known = { rules, keys, nested: nestedProperties(model, rules) };
    read.set(model, known);
  }
  return known;
}

/**
 * A property that holds models of its own.
 *
 * @internal
 */
export interface NestedProperty {
  readonly name: string;
  /** A list (or Set, or Map) of models instead of one. */
  readonly each: boolean;
  readonly optional: boolean;
  /** Some other rule refuses a missing value. */
  readonly required: boolean;
}

function nestedProperties(
  model: Class,
  rules: readonly Rule[],
): NestedProperty[] {
  const { ValidationTypes } = classValidator();
  const isNested = ({ type }: Rule): boolean =>
    type === ValidationTypes.NESTED_VALIDATION;
  return rules
    .filter((rule) => isNested(rule))
    .map(({ propertyName, each }) => {
      const own = rules.filter((rule) => rule.propertyName === propertyName);
      const declared: unknown = Reflect.getMetadata(
        'design:type',
        model.prototype as object,
        propertyName,
      );
      const optional = own.some(
        ({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION,
      );
      return {
        name: propertyName,
        each:
          each || declared === Array || declared === Map || declared === Set,
        optional,
        required: own.some(
          (rule) => !isNested(rule) && rule.type !== ValidationTypes.WHITELIST,
        ),
      };
    });
}

/** @internal */
export function hasAsyncRules(model: Class): boolean {
  const storage = classValidator().getMetadataStorage();
  return rulesOf(model).rules.some(
    ({ constraintCls }) =>
      typeof constraintCls === 'function' &&
      storage
        .getTargetValidatorConstraints(constraintCls)
        .some(({ async }) => async),
  );
}

/** @internal */
export function isModelInstance(value: object): boolean {
  return (
    typeof value.constructor === 'function' &&
    rulesOf(value.constructor as Class).rules.length > 0
  );
}
