import type { ConfigIssue } from '../config-issue.interface.js';
import { isTemplate } from '../identity/id-template.js';
import { issueAt } from '../issue-at.js';
import type { ConfigPart } from './config-part.js';

/**
 * Whether each config can have an id of its own, as its document wants it.
 *
 * @internal
 */
export function checkIds(
  parts: readonly ConfigPart[],
  report: (issue: ConfigIssue) => void,
): boolean {
  let isSound = true;
  for (const part of parts) {
    const problem = problemOf(part);
    if (problem === undefined) continue;
    isSound = false;
    report(issueAt(part.place, { code: 'E_ID', path: ['$id'], ...problem }));
  }
  return isSound;
}

function problemOf(
  part: ConfigPart,
): { message: string; hint?: string } | undefined {
  const { metadata, sequence } = part.space;
  const { id } = metadata;
  if (id === undefined) return undefined;
  if (!isTemplate(id)) {
    return part.size === 1
      ? undefined
      : { message: `is one id for ${part.size} configs`, hint: part.idHint() };
  }
  for (let index = 0; index < part.size; index++) {
    const message = part.idProblem(sequence.at(index));
    if (message !== undefined) return { message };
  }
  return undefined;
}
