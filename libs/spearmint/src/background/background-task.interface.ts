/** One shadow, as the supervisor sees it. @internal */
export interface BackgroundTask {
  /** Milliseconds after its start until it is aborted. */
  readonly timeoutMs: number;
  /** When it started, on the supervisor's clock; -1 while it waits. */
  startedAt: number;
  /** Set once the supervisor has let go of it. */
  released: boolean;
  /** Runs it and calls `done` exactly once, whatever happens. Never throws. */
  start(done: () => void): void;
  /** Ends it as failed for lack of time. */
  expire(): void;
  /** Ends it as skipped. */
  skip(reason: string): void;
}
