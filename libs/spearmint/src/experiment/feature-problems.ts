import { optionIssues, type OptionRules } from '../options/option-issues.js';
import {
  checkedByItsUser,
  count,
  flag,
  list,
  oneOf,
  text,
  valuesByPath,
} from '../options/option-rules.js';
import type { FeatureOptions } from '../spearmint-options.interface.js';
import { InvalidOptionError } from './experiment.errors.js';

const OPTIONS: OptionRules<Required<FeatureOptions>> = {
  name: text,
  configs: list,
  model: checkedByItsUser,
  strategy: checkedByItsUser,
  duplicates: oneOf('error', 'drop'),
  watch: flag,
  overrides: valuesByPath,
  maxConfigs: count(1),
  baseDir: text,
};

/** Everything about the options of a named pool that makes no sense. @internal */
export function featureProblems(feature: FeatureOptions): InvalidOptionError[] {
  const { name, configs } = feature;
  // It has to be there, other than the rest.
  const given = { ...feature, configs: configs ?? null };
  return optionIssues(given, OPTIONS).map(
    (issue) =>
      new InvalidOptionError(
        `${issue.name} of the pool "${name}"`,
        issue.value,
        issue.expected,
      ),
  );
}
