import { issuesOf, type OptionIssue } from '../../options/option-issues.js';
import type { Rule } from '../../options/rules.js';

/** All that makes no sense in the options of a call. @internal */
export function problemsOf(
  given: unknown,
  rules: Readonly<Record<string, Rule>>,
): OptionIssue[] {
  return typeof given !== 'object' || given === null || Array.isArray(given)
    ? [{ name: 'query', value: given, needed: 'an object' }]
    : issuesOf(given, rules);
}
