import type { BranchError } from './branch-error.interface.js';

/** One run of a branch's method, where an experiment tries again. @publicApi */
export interface BranchAttempt {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds on a monotonic clock, without the wait before it; absent while it runs. */
  readonly durationMs?: number;
  /** Present when it failed. */
  readonly error?: BranchError;
}
