import { LEAST_BYTES } from './capture-options.interface.js';

/** What is wrong with an option, and what would do. @internal */
export interface OptionIssue {
  readonly name: string;
  readonly value: unknown;
  readonly expected: string;
}

const MODES = ['off', 'summary', 'full'];
const MODE: Rule = [
  (value) => MODES.includes(value as string),
  '"off", "summary" or "full"',
];
type Rule = readonly [(value: unknown) => boolean, string];

const CAPTURE: Readonly<Record<string, Rule>> = {
  args: MODE,
  output: MODE,
  maxBytes: [
    (value) => Number.isSafeInteger(value) && (value as number) >= LEAST_BYTES,
    `a whole number of bytes of at least ${LEAST_BYTES}`,
  ],
  snapshot: [(value) => typeof value === 'boolean', 'true or false'],
};

const NAMES: Rule = [
  (value) =>
    Array.isArray(value) &&
    value.every((item) => typeof item === 'string' && item !== ''),
  'a list of texts that are not empty',
];
const REDACT: Readonly<Record<string, Rule>> = {
  paths: NAMES,
  keys: NAMES,
  except: NAMES,
  defaults: CAPTURE.snapshot,
};

/** @internal */
export function captureIssues(capture: unknown): OptionIssue[] {
  return issuesOf('capture', capture, CAPTURE);
}

/** @internal */
export function redactIssues(redact: unknown): OptionIssue[] {
  return Array.isArray(redact)
    ? issuesOf('redact', { paths: redact }, REDACT).map(({ expected }) => ({
        name: 'redact',
        value: redact,
        expected,
      }))
    : issuesOf('redact', redact, REDACT);
}

function issuesOf(
  option: string,
  given: unknown,
  rules: Readonly<Record<string, Rule>>,
): OptionIssue[] {
  if (given === undefined) return [];
  const known = Object.keys(rules).join(', ');
  if (typeof given !== 'object' || given === null) {
    const expected = `an object of ${known}`;
    return [{ name: option, value: given, expected }];
  }
  return Object.entries(given).flatMap(([name, value]): OptionIssue[] => {
    const [isSound, expected] = Object.hasOwn(rules, name)
      ? rules[name]
      : ([() => false, `left out: known are ${known}`] as const);
    return value === undefined || isSound(value)
      ? []
      : [{ name: `${option}.${name}`, value, expected }];
  });
}
