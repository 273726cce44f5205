import { BACKGROUND_DEFAULTS } from './background/background-options.interface.js';
import { InvalidOptionError } from './experiment/experiment.errors.js';
import {
  captureIssues,
  type OptionIssue,
  redactIssues,
} from './logging/capture-issues.js';
import type { SpearmintOptions } from './spearmint-options.interface.js';

/** Whether a value will do, and what will, in words. */
type Rule = readonly [(value: unknown) => boolean, string];

const count = (least: number): Rule => [
  (value) => Number.isInteger(value) && (value as number) >= least,
  `a whole number of at least ${least}`,
];
const oneOf = (...known: unknown[]): Rule => [
  (value) => known.includes(value),
  known.map((value) => JSON.stringify(value)).join(' or '),
];
const number = (
  isSound: (value: number) => boolean,
  expected: string,
): Rule => [
  (value) => typeof value === 'number' && isSound(value),
  `a number ${expected}`,
];
const list: Rule = [Array.isArray, 'a list'];
/** Passes all values: whoever uses the option checks it. */
const checkedByItsUser: Rule = [() => true, ''];

const BACKGROUND: Record<keyof typeof BACKGROUND_DEFAULTS, Rule> = {
  concurrency: count(1),
  queueLimit: count(0),
  timeoutMs: number((value) => value > 0, 'of milliseconds above 0'),
  drainMs: number((value) => value >= 0, 'of milliseconds of at least 0'),
  sampleRate: number((value) => value >= 0 && value <= 1, 'from 0 to 1'),
};

const OPTIONS: Record<keyof SpearmintOptions, Rule> = {
  configs: list,
  model: checkedByItsUser,
  strategy: checkedByItsUser,
  strategies: list,
  hooks: list,
  logger: checkedByItsUser,
  background: checkedByItsUser,
  recorder: checkedByItsUser,
  redact: checkedByItsUser,
  capture: checkedByItsUser,
  maxConfigs: count(1),
  duplicates: oneOf('error', 'drop'),
  overrides: [
    (value) => typeof value === 'object' && value !== null,
    'an object of values by path',
  ],
  watch: oneOf(true, false),
  secrets: [(value) => typeof value === 'function', 'a function'],
  baseDir: [(value) => typeof value === 'string', 'a path'],
  emptyPool: oneOf('error', 'passthrough'),
  enabled: oneOf(true, false),
};

/** Everything about the options that makes no sense. @internal */
export function optionProblems(
  options: SpearmintOptions,
): InvalidOptionError[] {
  return [
    ...problemsOf(options, OPTIONS, ''),
    ...problemsOf(options.background ?? {}, BACKGROUND, 'background.'),
    ...[...redactIssues(options.redact), ...captureIssues(options.capture)].map(
      toError,
    ),
  ];
}

const toError = ({ name, value, expected }: OptionIssue): InvalidOptionError =>
  new InvalidOptionError(name, value, expected);

function problemsOf(
  values: object,
  rules: Readonly<Record<string, Rule>>,
  prefix: string,
): InvalidOptionError[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    const known = Object.keys(rules).join(', ');
    const [isSound, expected] = rule ?? [
      () => false,
      `left out: known are ${known}`,
    ];
    return value === undefined || isSound(value)
      ? []
      : [new InvalidOptionError(prefix + name, value, expected)];
  });
}
