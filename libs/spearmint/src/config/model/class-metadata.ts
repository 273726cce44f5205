import { getMetadataStorage, ValidationTypes } from 'class-validator';

type Class = abstract new (...args: never[]) => unknown;
type Rule = ReturnType<
  ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']
>[number];

/**
 * The class-validator rules of a class and its ancestors.
 *
 * @internal
 */
export function rulesOf(model: Class): Rule[] {
  return getMetadataStorage().getTargetValidationMetadatas(
    model,
    '',
    false,
    false,
  );
}

/** The keys that the model knows. @internal */
export function knownKeys(rules: readonly Rule[]): Set<string> {
  return new Set(rules.map(({ propertyName }) => propertyName));
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

/** @internal */
export function nestedProperties(
  model: Class,
  rules: readonly Rule[] = rulesOf(model),
): NestedProperty[] {
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
  const storage = getMetadataStorage();
  return rulesOf(model).some(
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
    rulesOf(value.constructor as Class).length > 0
  );
}

function isNested({ type }: Rule): boolean {
  return type === ValidationTypes.NESTED_VALIDATION;
}
