import { SpearmintError } from '../errors/spearmint.error.js';
import type { ConfigIssue } from './config-issue.interface.js';

/** Lines that a message shows; {@link SpearmintConfigError.issues} holds them all. */
const MAX_LINES = 20;
/** Longer lines are cut. */
const MAX_LENGTH = 2_000;

/**
 * Everything that is wrong with a pool, a config or a binding, collected and
 * reported at once: a headline that names the subject, then one line per issue.
 *
 * @remedy Mend each line of the message; `issues` has them as data, each with a code.
 * @publicApi
 */
export class SpearmintConfigError extends SpearmintError {
  readonly code = 'SPEARMINT_E_CONFIG';

  /** Every issue found, grouped by file and ordered by line. */
  readonly issues: readonly ConfigIssue[];

  /** @param subject what the issues are about, such as `pool "default"` */
  constructor(subject: string, issues: readonly ConfigIssue[]) {
    const grouped = groupByOrigin(issues);
    super(configMessage(subject, grouped));
    this.issues = grouped;
  }
}

/** @internal */
export function formatIssue(issue: ConfigIssue): string {
  const position =
    issue.line === undefined ? '' : `:${issue.line}:${issue.column ?? 1}`;
  const place = issue.origin === '' ? '' : `${issue.origin}${position}  `;
  const path = issue.path === '' ? '' : `${issue.path}: `;
  const hint = issue.hint === undefined ? '' : ` (${issue.hint})`;
  const text = `${place}${path}${issue.message}${hint}`;
  const line = text
    .slice(0, MAX_LENGTH)
    .split(/[\r\n]+/)
    .map((part) => part.trim())
    .join(' ');
  return text.length > MAX_LENGTH ? `${line}…` : line;
}

function configMessage(
  subject: string,
  issues: readonly ConfigIssue[],
): string {
  const lines = issues
    .slice(0, MAX_LINES)
    .map((issue) => `  ${formatIssue(issue)}`);
  if (issues.length > MAX_LINES)
    lines.push(`  +${issues.length - MAX_LINES} more`);
  const count = issues.length === 1 ? '1 problem' : `${issues.length} problems`;
  return [`${subject} has ${count}:`, ...lines].join('\n');
}

function groupByOrigin(issues: readonly ConfigIssue[]): ConfigIssue[] {
  const groups = new Map<string, ConfigIssue[]>();
  for (const issue of issues) {
    const group = groups.get(issue.origin);
    if (group) group.push(issue);
    else groups.set(issue.origin, [issue]);
  }
  return [...groups.values()].flatMap((group) => group.sort(byPosition));
}

function byPosition(a: ConfigIssue, b: ConfigIssue): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
