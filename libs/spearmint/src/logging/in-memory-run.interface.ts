import type { BranchError } from '../branch/branch-error.interface.js';
import type { RunStatus } from './run-status.interface.js';

/** What an {@link InMemoryLogger} knows of a run. @publicApi */
export interface InMemoryRun {
  readonly id: string;
  readonly started: boolean;
  /** Whether the run's branch is final. */
  readonly ended: boolean;
  readonly params: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly output?: unknown;
  readonly error?: BranchError;
  readonly status?: RunStatus;
}
