import type { ConfigIssue } from '../config-issue.interface.js';
import { looksGenerated } from '../identity/config-id.js';
import { issueAt } from '../issue-at.js';
import { ConfigRecord } from './config-record.js';
import type { ConfigEntry } from '../config-entry.interface.js';

/**
 * The entries by id, in their order. Two that share an id are either the same
 * config twice (an issue, or dropped when `mayDrop`) or a conflict.
 *
 * @internal
 */
export function indexEntries<T>(
  entries: Iterable<ConfigEntry<T>>,
  mayDrop: boolean,
  report: (issue: ConfigIssue) => void,
): Map<string, ConfigEntry<T>> {
  const byId = new Map<string, ConfigEntry<T>>();
  for (const entry of entries) {
    const known = byId.get(entry.id);
    if (!known) byId.set(entry.id, entry);
    else if (known.hash !== entry.hash || !mayDrop) report(clash(known, entry));
  }
  return byId;
}

/** @internal */
export function clash(known: ConfigEntry, entry: ConfigEntry): ConfigIssue {
  const generated = looksGenerated(entry.id);
  const source = ConfigRecord.sourceOf(entry);
  const first = placeOf(known, generated);
  const path = generated ? [] : ['$id'];
  if (known.hash === entry.hash) {
    const message = `is equal to ${first} (id ${entry.id})`;
    const hint = "remove one, or set duplicates: 'drop'";
    return issueAt(source, { code: 'E_DUPLICATE', path, message, hint });
  }
  if (generated) {
    const message = `has the id ${entry.id} of ${first}, but another hash: ${entry.hash}, not ${known.hash}`;
    const hint = 'give one of them an $id';
    return issueAt(source, { code: 'E_ID_COLLISION', path, message, hint });
  }
  const message = `${entry.id} is already the id of ${first}, with another content`;
  return issueAt(source, {
    code: 'E_ID_CONFLICT',
    path,
    message,
    hint: 'give each config its own $id',
  });
}

function placeOf(entry: ConfigEntry, generated: boolean): string {
  const position = ConfigRecord.sourceOf(entry).locate?.(
    generated ? [] : ['$id'],
  );
  return position
    ? `${entry.origin}:${position.line}:${position.column}`
    : entry.origin;
}
