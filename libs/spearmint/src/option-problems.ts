import { BACKGROUND_DEFAULTS } from './background/background-options.interface.js';
import { optionIssues, type OptionRules } from './options/option-issues.js';
import {
  checkedByItsUser,
  count,
  flag,
  list,
  number,
  oneOf,
  share,
  timeout,
  valuesByPath,
} from './options/option-rules.js';
import type { SpearmintError } from './errors/spearmint.error.js';
import { InvalidOptionError } from './experiment/experiment.errors.js';
import { captureIssues, redactIssues } from './logging/capture-issues.js';
import { recorderProblems } from './logging/recorder-options.js';
import type { SpearmintOptions } from './spearmint-options.interface.js';

const BACKGROUND: OptionRules<typeof BACKGROUND_DEFAULTS> = {
  concurrency: count(1),
  queueLimit: count(0),
  timeoutMs: timeout,
  drainMs: number((value) => value >= 0, 'of milliseconds of at least 0'),
  sampleRate: share,
};

const OPTIONS: OptionRules<Required<SpearmintOptions>> = {
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
  overrides: valuesByPath,
  watch: flag,
  secrets: [(value) => typeof value === 'function', 'a function'],
  baseDir: [(value) => typeof value === 'string', 'a path'],
  emptyPool: oneOf('error', 'passthrough'),
  enabled: flag,
};

/** Everything about the module's options that makes no sense. @internal */
export function optionProblems(options: SpearmintOptions): SpearmintError[] {
  const issues = [
    ...optionIssues(options, OPTIONS),
    ...optionIssues(options.background, BACKGROUND, 'background'),
    ...redactIssues(options.redact),
    ...captureIssues(options.capture),
  ];
  return [
    ...issues.map(
      ({ name, value, expected }) =>
        new InvalidOptionError(name, value, expected),
    ),
    ...recorderProblems(options.recorder),
  ];
}
