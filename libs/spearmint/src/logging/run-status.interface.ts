import type { BranchStatus } from '../branch/branch-status.type.js';

/** How a run ended. @publicApi */
export interface RunStatus {
  readonly status: BranchStatus;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds since the epoch; `startedAt` while the branch is pending. */
  readonly endedAt: number;
  /** Milliseconds on a monotonic clock; 0 while the branch is pending. */
  readonly durationMs: number;
  /** Why the branch did not run; only when it was skipped. */
  readonly reason?: string;
}
