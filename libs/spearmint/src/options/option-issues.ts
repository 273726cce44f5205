/** What holds of every value that an option may have, and what that is in words. @internal */
export type OptionRule = readonly [
  holds: (value: unknown) => boolean,
  expected: string,
];

/** The rule of each option that there is, by its name. @internal */
export type OptionRules = Readonly<Record<string, OptionRule>>;

/** An option with a value that it cannot have. @internal */
export interface OptionIssue {
  readonly name: string;
  readonly value: unknown;
  /** What it must be, in words. */
  readonly expected: string;
}

/**
 * What is wrong with options; one that is undefined is as if it were not there.
 *
 * @param prefix stands before the names in what is told.
 * @internal
 */
export function optionIssues(
  given: object,
  rules: OptionRules,
  prefix = '',
): OptionIssue[] {
  const unknown: OptionRule = [
    () => false,
    `left out: known are ${Object.keys(rules).join(', ')}`,
  ];
  return Object.entries(given).flatMap(([name, value]: [string, unknown]) => {
    const [holds, expected] = Object.hasOwn(rules, name)
      ? rules[name]
      : unknown;
    return value === undefined || holds(value)
      ? []
      : [{ name: prefix + name, value, expected }];
  });
}
