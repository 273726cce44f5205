import { optionIssues, type OptionRules } from '../options/option-issues.js';
import {
  checkedByItsUser,
  flag,
  list,
  share,
  text,
  timeout,
} from '../options/option-rules.js';
import { captureIssues } from '../logging/capture-issues.js';
import type { ExperimentDefinition } from './experiment.definition.js';
import { InvalidOptionError } from './experiment.errors.js';
import type {
  ExperimentBackgroundOptions,
  ExperimentOptions,
} from './experiment.options.js';
import { retryIssues } from './wrapping/retry-policy.js';

const OPTIONS: OptionRules<Required<ExperimentOptions>> = {
  name: text,
  pool: text,
  configs: list,
  strategy: checkedByItsUser,
  timeoutMs: timeout,
  retry: checkedByItsUser,
  background: checkedByItsUser,
  capture: checkedByItsUser,
  enabled: flag,
};

const BACKGROUND: OptionRules<Required<ExperimentBackgroundOptions>> = {
  timeoutMs: timeout,
  sampleRate: share,
};

/** Everything about the options of an experiment that makes no sense. @internal */
export function experimentProblems({
  name: experiment,
  options,
}: ExperimentDefinition): InvalidOptionError[] {
  const { background, capture, retry } = options;
  return [
    ...optionIssues(options, OPTIONS),
    ...optionIssues(background, BACKGROUND, 'background'),
    ...captureIssues(capture),
    ...retryIssues(retry),
    ...poolIssues(options),
  ].map(
    ({ name, value, expected }) =>
      new InvalidOptionError(`${name} of "${experiment}"`, value, expected),
  );
}

function poolIssues({ pool, configs }: ExperimentOptions) {
  return pool === undefined || configs === undefined
    ? []
    : [{ name: 'pool', value: pool, expected: 'left out beside configs' }];
}
