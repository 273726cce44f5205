import { DeadlineSweep } from '../background/deadline.sweep.js';
import { Deadline } from '../logging/deadline.js';

/** After how many milliseconds a promise of a hook counts as late. */
const LATE_MS = 30_000;

interface Entry {
  readonly since: number;
  /** Unset once it has been told. */
  tell: (() => void) | undefined;
}

/** Looks after the promises of hooks that nobody waits for. @internal */
export class LateWatch {
  private readonly open = new Set<Entry>();
  private readonly sweep = new DeadlineSweep(() => this.look());
  private watchers: (() => void)[] = [];

  /**
   * @param late is called once if it takes too long.
   * @returns forgets it.
   */
  add(late: () => void): () => void {
    const entry: Entry = { since: performance.now(), tell: late };
    this.open.add(entry);
    this.sweep.cover(LATE_MS);
    return () => {
      this.open.delete(entry);
      if (this.open.size > 0) return;
      for (const resolve of this.watchers.splice(0)) resolve();
    };
  }

  /** Waits for what is open, so long, and for that not again. Never rejects. */
  async drain(deadlineMs: number): Promise<void> {
    if (this.open.size > 0) {
      const deadline = new Deadline(deadlineMs);
      await deadline.allows(
        new Promise<void>((resolve) => this.watchers.push(resolve)),
      );
      deadline.clear();
      this.open.clear();
    }
    this.sweep.stop();
  }

  private look(): void {
    if (this.open.size === 0) return this.sweep.stop();
    const longest = performance.now() - LATE_MS;
    for (const entry of this.open) {
      // In the order of their start.
      if (entry.since > longest) return;
      entry.tell?.();
      entry.tell = undefined;
    }
  }
}
