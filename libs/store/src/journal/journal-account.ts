import type { JournalStats } from './journal-stats.interface.js';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The books of a journal, and what it says of them, each kind once until all is well again. @internal */
export class JournalAccount {
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
  private readonly said = new Set<string>();

  constructor(private readonly warn: (message: string) => void) {}

  say(kind: string, message: string): void {
    if (this.said.has(kind)) return;
    this.said.add(kind);
    try {
      this.warn(message);
    } catch {
      // The application's logger is broken: there is nobody left to tell.
    }
  }

  /** All is well again: the next time is news. */
  settle(kind: string): void {
    this.said.delete(kind);
  }
}
