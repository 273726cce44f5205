import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigIssue } from '../config-issue.interface.js';
import { isTemplate } from '../identity/id-template.js';
import { issueAt } from '../issue-at.js';
import type { ConfigPart } from './config-part.js';
import { ConfigRecord } from './config-record.js';

/**
 * Whether each config can have an id of its own, as its document wants it.
 *
 * @internal
 */
export function checkIds(
  parts: readonly ConfigPart[],
  records: Iterable<ConfigEntry>,
  report: (issue: ConfigIssue) => void,
): boolean {
  const odd = new Set<ConfigPart>();
  for (const part of parts) {
    const { id } = part.space.metadata;
    if (id === undefined || part.size === 1 || isTemplate(id)) continue;
    odd.add(part);
    refuse(
      part,
      `is one id for ${part.size} configs`,
      `name what varies, as in "${id}-{${part.space.axes[0]?.path ?? 'path'}}"`,
      report,
    );
  }
  for (const record of records) {
    const part = ConfigRecord.placeOf(record)?.part;
    if (part === undefined || odd.has(part)) continue;
    const problem = part.idProblem(record.value);
    if (problem === undefined) continue;
    odd.add(part);
    refuse(part, problem, undefined, report);
  }
  return odd.size === 0;
}

function refuse(
  part: ConfigPart,
  message: string,
  hint: string | undefined,
  report: (issue: ConfigIssue) => void,
): void {
  const problem = { code: 'E_ID', path: ['$id'], message } as const;
  report(
    issueAt(part.place, hint === undefined ? problem : { ...problem, hint }),
  );
}
