import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigIssue } from '../config-issue.interface.js';
import { SpearmintConfigError } from '../spearmint-config.error.js';
import { clash } from './clash.js';

/**
 * What becomes of an id that both pools have: with `override` the other pool's config
 * counts, with `error` it is a mistake, with `extend` only where the two differ.
 *
 * @publicApi
 */
export type MergeMode = 'extend' | 'override' | 'error';

/** @internal */
export function mergeEntries<T>(
  base: ReadonlyMap<string, ConfigEntry<T>>,
  other: ReadonlyMap<string, ConfigEntry<T>>,
  mode: MergeMode,
  subject: string,
): Map<string, ConfigEntry<T>> {
  const merged = new Map(base);
  const issues: ConfigIssue[] = [];
  for (const [id, entry] of other) {
    const known = base.get(id);
    if (!known || mode === 'override') merged.set(id, entry);
    else if (mode === 'error' || known.hash !== entry.hash)
      issues.push(clash(known, entry));
  }
  if (issues.length > 0) throw new SpearmintConfigError(subject, issues);
  return merged;
}
