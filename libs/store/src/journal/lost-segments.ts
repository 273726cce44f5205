import type { JournalFs } from './journal-seams.interface.js';
import { markMissed, missedUpTo } from './missed-marks.js';

/**
 * Tells of the segments that one reader has missed those that nobody has counted: not the
 * journal when it deleted them, and not the reader in an earlier reading or process.
 *
 * @internal
 */
export class LostSegments {
  private readonly counted = new Map<string, number>();

  constructor(
    private readonly fs: JournalFs,
    private readonly folder: string,
    private readonly sink: string,
  ) {}

  /** @returns how many of those from one up to before another. */
  count(journal: string, from: number, to: number): number {
    const known = Math.max(from, this.counted.get(journal) ?? 0);
    if (known >= to) return 0;
    this.counted.set(journal, to);
    const { fs, folder, sink } = this;
    const next = Math.max(known, missedUpTo(fs, folder, sink, journal) + 1);
    if (next >= to) return 0;
    markMissed(fs, folder, [{ sink, journal, number: to - 1 }]);
    return to - next;
  }
}

/** What people are told of them. @internal */
export function sayLost(count: number, folder: string, reader: string): string {
  const segments = count === 1 ? 'A segment' : `${count} segments`;
  return (
    `${segments} of the journal in "${folder}" went before ${reader} had read it: deleted by hand, or while ${reader} was not in use for maxAgeMs. ` +
    'Nobody can tell how many records that were; more may follow, stats() counts them. Leave the files to the journal: maxBytes and maxAgeMs say when it deletes them.'
  );
}
