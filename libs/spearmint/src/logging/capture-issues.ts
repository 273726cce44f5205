import {
  type OptionIssue,
  optionIssues,
  type OptionRule,
  type OptionRules,
} from '../options/option-issues.js';
import { LEAST_BYTES } from './capture-options.interface.js';

const MODES = ['off', 'summary', 'full'];
const MODE: OptionRule = [
  (value) => MODES.includes(value as string),
  '"off", "summary" or "full"',
];
const FLAG: OptionRule = [
  (value) => typeof value === 'boolean',
  'true or false',
];

const CAPTURE: OptionRules = {
  args: MODE,
  output: MODE,
  maxBytes: [
    (value) => Number.isSafeInteger(value) && (value as number) >= LEAST_BYTES,
    `a whole number of bytes of at least ${LEAST_BYTES}`,
  ],
  snapshot: FLAG,
};

const NAMES: OptionRule = [
  (value) =>
    Array.isArray(value) &&
    value.every((item) => typeof item === 'string' && item !== ''),
  'a list of texts that are not empty',
];
const REDACT: OptionRules = {
  paths: NAMES,
  keys: NAMES,
  except: NAMES,
  defaults: FLAG,
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
  rules: OptionRules,
): OptionIssue[] {
  if (given === undefined) return [];
  if (typeof given === 'object' && given !== null)
    return optionIssues(given, rules, `${option}.`);
  const expected = `an object of ${Object.keys(rules).join(', ')}`;
  return [{ name: option, value: given, expected }];
}
