import { BACKGROUND_DEFAULTS } from './background/background-options.interface.js';
import { InvalidOptionError } from './experiment/experiment.errors.js';
import { captureIssues, redactIssues } from './logging/capture-issues.js';
import { RecorderOptions } from './logging/recorder-options.js';
import { optionIssues, type OptionRule } from './options/option-issues.js';
import type { SpearmintOptions } from './spearmint-options.interface.js';

/** Whether a value will do, and what will, in words. */
const count = (least: number): OptionRule => [
  (value) => Number.isInteger(value) && (value as number) >= least,
  `a whole number of at least ${least}`,
];
const oneOf = (...known: unknown[]): OptionRule => [
  (value) => known.includes(value),
  known.map((value) => JSON.stringify(value)).join(' or '),
];
const number = (
  isSound: (value: number) => boolean,
  expected: string,
): OptionRule => [
  (value) => typeof value === 'number' && isSound(value),
  `a number ${expected}`,
];
const list: OptionRule = [Array.isArray, 'a list'];
/** Passes all values: whoever uses the option checks it. */
const checkedByItsUser: OptionRule = [() => true, ''];

const BACKGROUND: Record<keyof typeof BACKGROUND_DEFAULTS, OptionRule> = {
  concurrency: count(1),
  queueLimit: count(0),
  timeoutMs: number((value) => value > 0, 'of milliseconds above 0'),
  drainMs: number((value) => value >= 0, 'of milliseconds of at least 0'),
  sampleRate: number((value) => value >= 0 && value <= 1, 'from 0 to 1'),
};

/** No more than the names: the recorder checks the values. */
const RECORDER = Object.fromEntries(
  Object.keys(new RecorderOptions()).map((name) => [name, checkedByItsUser]),
);

const OPTIONS: Record<keyof SpearmintOptions, OptionRule> = {
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
    ...optionIssues(options, OPTIONS),
    ...optionIssues(options.background ?? {}, BACKGROUND, 'background.'),
    ...optionIssues(options.recorder ?? {}, RECORDER, 'recorder.'),
    ...redactIssues(options.redact),
    ...captureIssues(options.capture),
  ].map(
    ({ name, value, expected }) =>
      new InvalidOptionError(name, value, expected),
  );
}
