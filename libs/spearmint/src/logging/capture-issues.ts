import {
  type OptionIssue,
  optionIssues,
  type OptionRule,
} from '../options/option-issues.js';
import { count, flag } from '../options/option-rules.js';
import { LEAST_BYTES } from './capture-options.interface.js';

const MODES = ['off', 'summary', 'full'];
const MODE: OptionRule = [
  (value) => MODES.includes(value as string),
  '"off", "summary" or "full"',
];
const CAPTURE: Readonly<Record<string, OptionRule>> = {
  args: MODE,
  output: MODE,
  maxBytes: count(LEAST_BYTES, 'number of bytes'),
  snapshot: flag,
};

const NAMES: OptionRule = [
  (value) =>
    Array.isArray(value) &&
    value.every((item) => typeof item === 'string' && item !== ''),
  'a list of texts that are not empty',
];
const REDACT: Readonly<Record<string, OptionRule>> = {
  paths: NAMES,
  keys: NAMES,
  except: NAMES,
  defaults: flag,
};

/** @internal */
export function captureIssues(capture: unknown): OptionIssue[] {
  return optionIssues(capture, CAPTURE, 'capture');
}

/** @internal */
export function redactIssues(redact: unknown): OptionIssue[] {
  return Array.isArray(redact)
    ? optionIssues({ paths: redact }, REDACT, 'redact').map(({ expected }) => ({
        name: 'redact',
        value: redact,
        expected,
      }))
    : optionIssues(redact, REDACT, 'redact');
}
