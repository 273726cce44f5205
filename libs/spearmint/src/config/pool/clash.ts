import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigIssue } from '../config-issue.interface.js';
import { looksGenerated } from '../identity/config-id.js';
import { ConfigRecord } from './config-record.js';

/** What is wrong with two entries of one id. @internal */
export function clash(known: ConfigEntry, entry: ConfigEntry): ConfigIssue {
  const generated = looksGenerated(entry.id);
  const first = nameOf(known, generated);
  const path = generated ? [] : ['$id'];
  if (known.hash === entry.hash) {
    const message = `is equal to ${first} (id ${entry.id})`;
    const hint = "remove one, or set duplicates: 'drop'";
    return ConfigRecord.issue(entry, {
      code: 'E_DUPLICATE',
      path,
      message,
      hint,
    });
  }
  if (generated) {
    const message = `has the id ${entry.id} of ${first}, but another hash: ${entry.hash}, not ${known.hash}`;
    const hint = 'give one of them an $id';
    return ConfigRecord.issue(entry, {
      code: 'E_ID_COLLISION',
      path,
      message,
      hint,
    });
  }
  const part = ConfigRecord.placeOf(entry)?.part;
  const isTemplate = part !== undefined && part.size > 1;
  return ConfigRecord.issue(entry, {
    code: 'E_ID_CONFLICT',
    path,
    message: `${entry.id}${isTemplate ? `, for ${entry.label},` : ''} is already the id of ${first}, with another content`,
    hint: isTemplate ? part.idHint() : 'give each config its own $id',
  });
}

/** Where it was written, and which of a matrix it is. */
function nameOf(entry: ConfigEntry, generated: boolean): string {
  const part = ConfigRecord.placeOf(entry)?.part;
  const place = placeOf(entry, generated);
  return part === undefined || part.size === 1
    ? place
    : `${place} (${entry.label})`;
}

function placeOf(entry: ConfigEntry, generated: boolean): string {
  const position = ConfigRecord.sourceOf(entry).locate?.(
    generated ? [] : ['$id'],
  );
  return position
    ? `${entry.origin}:${position.line}:${position.column}`
    : entry.origin;
}
