/** What is wrong with an option, and what would do. @internal */
export interface OptionIssue {
  readonly name: string;
  readonly value: unknown;
  readonly expected: string;
}

/** Whether a value will do, and what will, in words. @internal */
export type OptionRule = readonly [
  isSound: (value: unknown) => boolean,
  expected: string,
];

/** @internal */
export type OptionRules<T> = Readonly<Record<keyof T, OptionRule>>;

/**
 * Everything that makes no sense in a set of options; what is undefined is as if it
 * were not there.
 *
 * @param option what the set is called, where it is an option itself.
 * @internal
 */
export function optionIssues(
  given: unknown,
  rules: Readonly<Record<string, OptionRule>>,
  option = '',
): OptionIssue[] {
  if (given === undefined) return [];
  const known = Object.keys(rules).join(', ');
  if (typeof given !== 'object' || given === null)
    return [{ name: option, value: given, expected: `an object of ${known}` }];
  return Object.entries(given).flatMap(([name, value]): OptionIssue[] => {
    const [isSound, expected] = (Object.hasOwn(rules, name)
      ? rules[name]
      : undefined) ?? [() => false, `left out: known are ${known}`];
    return value === undefined || isSound(value)
      ? []
      : [{ name: option === '' ? name : `${option}.${name}`, value, expected }];
  });
}
