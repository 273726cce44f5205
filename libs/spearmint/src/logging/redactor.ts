import type { Branch } from '../branch/branch.js';
import type { BranchError } from '../branch/branch-error.interface.js';
import type { BranchRecord } from '../branch/branch-record.interface.js';
import type { BranchRecorder } from './branch-recorder.js';

/**
 * Masks as records are masked, by the module's `redact` and the `$secret`s of all
 * configs. For hooks and others that send something of a branch out of the process
 * by another way than a backend.
 *
 * @publicApi
 */
export class Redactor {
  /** @internal */
  constructor(private readonly recorder: BranchRecorder) {}

  /**
   * A branch as backends get it, without what went in and came out: its config, error,
   * attempts, reason and scores are masked and within `capture.maxBytes`.
   */
  recordOf(branch: Branch): BranchRecord {
    return this.recorder.records.outline(branch);
  }

  /** Anything that was thrown as data, masked; never throws. */
  errorOf(thrown: unknown): BranchError {
    return this.recorder.records.error(thrown);
  }

  /** A text without what has to be masked in it. */
  text(text: string): string {
    return this.recorder.records.text(text);
  }
}
