import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigIssue } from '../config-issue.interface.js';
import { checkIds } from './check-ids.js';
import { clash } from './clash.js';
import type { ConfigPart } from './config-part.js';
import { ConfigRecord } from './config-record.js';
import type { EntryList } from './entry-list.interface.js';
import { LazyEntries } from './lazy.entries.js';
import { ListedEntries } from './listed.entries.js';

/** Up to so many configs are made, compared and checked when the pool loads. */
const MAX_LISTED = 10_000;
/** And so many values in all of them. */
const MAX_WEIGHT = 2_000_000;

/** @internal */
export interface IdentifiedEntries<T> {
  readonly entries: EntryList<T>;
  /** Configs that were left out because an earlier one is equal. */
  readonly dropped: number;
}

/**
 * The configs of a pool, each with an id of its own. Of equal ones that a matrix
 * makes, the first stays.
 *
 * @param mayDrop whether the same holds of those that were written down
 * @internal
 */
export function identifyEntries<T>(
  parts: readonly ConfigPart[],
  mayDrop: boolean,
  report: (issue: ConfigIssue) => void,
): IdentifiedEntries<T> {
  const all = new LazyEntries<T>(parts);
  if (!checkIds(parts, report)) return { entries: all, dropped: 0 };
  const index = new EntryIndex<T>(mayDrop, report);
  const weight = parts.reduce((sum, part) => sum + part.weight, 0);
  if (all.size <= MAX_LISTED && weight <= MAX_WEIGHT) {
    for (const entry of all) index.add(entry);
    const entries = new ListedEntries(index.byId);
    return { entries, dropped: all.size - entries.size };
  }
  // Ids that the documents give can be equal by mistake; those of contents cannot.
  const named = parts.filter((part) => part.size === 1 || part.hasId);
  for (const entry of new LazyEntries<T>(named)) index.add(entry);
  const entries = new LazyEntries<T>(
    parts.filter((part) => !index.dropped.has(part)),
  );
  return { entries, dropped: all.size - entries.size };
}

/** Entries by id. @internal */
export class EntryIndex<T> {
  readonly byId = new Map<string, ConfigEntry<T>>();
  /** Parts of one config, which is equal to another one. */
  readonly dropped = new Set<ConfigPart>();
  /** Parts whose ids clash: once said is enough. */
  private readonly told = new Set<ConfigPart>();

  constructor(
    private readonly mayDrop: boolean,
    private readonly report: (issue: ConfigIssue) => void,
  ) {}

  add(entry: ConfigEntry<T>): void {
    const known = this.byId.get(entry.id);
    if (known === undefined) {
      this.byId.set(entry.id, entry);
      return;
    }
    const part = ConfigRecord.placeOf(entry)?.part;
    const isExpected = this.mayDrop || areMadeTogether(known, entry);
    if (known.hash === entry.hash && isExpected) {
      if (part?.size === 1) this.dropped.add(part);
      return;
    }
    if (part !== undefined && part.size > 1) {
      if (this.told.has(part)) return;
      this.told.add(part);
    }
    this.report(clash(known, entry));
  }
}

/** Whether one matrix made both: its draws and nested axes may meet. */
function areMadeTogether(known: ConfigEntry, entry: ConfigEntry): boolean {
  const [first, second] = [known, entry].map((each) =>
    ConfigRecord.placeOf(each),
  );
  return (
    first !== undefined &&
    second !== undefined &&
    first.part === second.part &&
    [first, second].every(({ part, index }) =>
      part.space.sequence.isMade(index),
    )
  );
}
