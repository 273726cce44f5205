import type { BranchRole, BranchStatus, ConfigOrigin } from 'nestjs-spearmint';

/** A branch without its values, as lists show it. @publicApi */
export interface StoredBranch {
  /** The run id. */
  readonly id: string;
  /** The branch in whose method this one was started, if any. */
  readonly parentId?: string;
  readonly experiment: string;
  readonly configId: string;
  /** What people call its config, as the branch of the config that arrived last has it; absent where the id says enough. */
  readonly label?: string;
  readonly configSource: ConfigOrigin;
  /** Whether the method read its config. */
  readonly configRead: boolean;
  readonly role: BranchRole;
  readonly status: BranchStatus;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds. */
  readonly durationMs?: number;
  /** Of branches that failed: `TypeError`. */
  readonly errorType?: string;
  /** Of branches that were skipped. */
  readonly reason?: string;
  /** How often the method ran, where the experiment has `retry`. */
  readonly attemptCount?: number;
  /** Scores by evaluator name. */
  readonly scores?: Readonly<Record<string, number>>;
  /** How much its values take, in bytes. */
  readonly bytes: number;
}
