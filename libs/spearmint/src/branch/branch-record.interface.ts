import type { BranchAttempt } from './branch-attempt.interface.js';
import type { BranchError } from './branch-error.interface.js';
import type {
  BranchRole,
  BranchStatus,
  ConfigOrigin,
} from './branch-status.type.js';

/**
 * A branch as plain data: what backends receive and what `toJSON()` gives.
 *
 * @publicApi
 */
export interface BranchRecord {
  /** Unique among processes and hosts; sorts by start time. The run id. */
  readonly id: string;
  /** The branch in whose method this one was started, if any. */
  readonly parentId?: string;
  /** The experiment's name, `Class.method` unless named. */
  readonly experiment: string;
  readonly configId: string;
  /** What people call the config, masked: `$name`, and what tells it from the others of a matrix. Absent where the id says enough. */
  readonly label?: string;
  /** The config's plain value, masked. */
  readonly config: unknown;
  readonly configSource: ConfigOrigin;
  /** Whether the method read its config. */
  readonly configRead: boolean;
  readonly role: BranchRole;
  readonly status: BranchStatus;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds on a monotonic clock; absent while pending. */
  readonly durationMs?: number;
  /** What the method was called with, where `capture.args` asks for it: masked values, or their shapes. */
  readonly args?: readonly unknown[];
  /** What the method returned, masked, or its shape (`capture.output`). A backend gets a frozen copy of plain data, and a reference to anything else. */
  readonly output?: unknown;
  /** Present when the branch failed. */
  readonly error?: BranchError;
  /** Present when the branch was skipped. */
  readonly reason?: string;
  /** Scores by evaluator name. */
  readonly scores?: Readonly<Record<string, number>>;
  /** The runs of the method, in order; present where the experiment has `retry`. */
  readonly attempts?: readonly BranchAttempt[];
  /** Where values were cut to `capture.maxBytes`: `output.items.3`, `args.0`; at most 20 a part. */
  readonly truncated?: readonly string[];
}
