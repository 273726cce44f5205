import { AsyncResource } from 'node:async_hooks';

/** The bounds of the pause between two looks, in milliseconds. */
const SHORTEST_MS = 5;
const LONGEST_MS = 250;

/**
 * One coarse timer for all deadlines, at a tenth of the shortest: a timer for every
 * shadow would cost more than the shadow.
 *
 * @internal
 */
export class DeadlineSweep {
  private timer: NodeJS.Timeout | undefined;
  private pauseMs = Infinity;
  private readonly scope = new AsyncResource('SpearmintDeadlines');

  constructor(private readonly look: () => void) {}

  /** Looks often enough for a deadline of `timeoutMs`. */
  cover(timeoutMs: number): void {
    const pauseMs = Math.min(Math.max(timeoutMs / 10, SHORTEST_MS), LONGEST_MS);
    if (pauseMs >= this.pauseMs) return;
    this.pauseMs = pauseMs;
    clearInterval(this.timer);
    // Of the application, not of the call that happens to need it first.
    this.timer = this.scope.runInAsyncScope(() =>
      setInterval(this.look, pauseMs).unref(),
    );
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.pauseMs = Infinity;
  }
}
