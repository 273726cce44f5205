import type { JournalStats } from './journal-stats.interface.js';
import { Notices } from './notices.js';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The books of a journal, and what it says of them. @internal */
export class JournalAccount extends Notices {
  readonly counts: Writable<JournalStats> = {
    recorded: 0,
    truncated: 0,
    deleted: 0,
    bytes: 0,
    segments: 0,
    expired: 0,
    repaired: 0,
    failedWrites: 0,
    failedSyncs: 0,
  };
}
