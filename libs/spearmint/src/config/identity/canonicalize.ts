import { issueAt } from '../issue-at.js';
import type { ConfigIssue } from '../config-issue.interface.js';
import { SpearmintConfigError } from '../spearmint-config.error.js';
import { snapshot } from '../value/snapshot.js';
import { writeCanonical } from './write-canonical.js';

/**
 * The canonical text of a value: RFC 8785 JSON, extended by bare tokens for
 * `NaN`, `Infinity`, `10n`, `date"..."`, `map{...}`, `set{...}` and `bytes"..."`.
 * The order of keys, the class of an instance and `undefined` properties have no
 * effect.
 *
 * @throws SpearmintConfigError with the path of each function, symbol, cycle,
 * lone surrogate, `undefined` list item or other thing that has no such text
 * @publicApi
 */
export function canonicalize(value: unknown): string {
  const issues: ConfigIssue[] = [];
  const copy = snapshot(value, (problem) =>
    issues.push(issueAt({ origin: '' }, problem)),
  );
  if (issues.length > 0) throw new SpearmintConfigError('value', issues);
  return writeCanonical(copy);
}
