import type { AsyncResource } from 'node:async_hooks';

/**
 * One shadow, as the supervisor sees it. It is an `AsyncResource`, so that it keeps
 * the asynchronous context of the call that offers it.
 *
 * @internal
 */
export interface BackgroundTask extends Pick<AsyncResource, 'runInAsyncScope'> {
  /** Milliseconds after its start until it is aborted. */
  readonly timeoutMs: number;
  /** When it started, on the supervisor's clock; -1 while it waits. */
  startedAt: number;
  /** Set once it may run. */
  queued: boolean;
  /** Set once the supervisor has let go of it. */
  released: boolean;
  /** Its neighbours in a {@link TaskList}. */
  previous: BackgroundTask | undefined;
  next: BackgroundTask | undefined;
  /** Runs it and tells the owner once when it has ended, whatever happens. Never throws. */
  start(owner: TaskOwner): void;
  /** Ends it as failed for lack of time. */
  expire(): void;
  /** Ends it as skipped. */
  skip(reason: string): void;
}

/** Who lets a task run. @internal */
export interface TaskOwner {
  ended(task: BackgroundTask): void;
}
