import type { BranchAttempt, BranchError } from 'nestjs-spearmint';
import type { StoredBranch } from './stored-branch.interface.js';

/** What a branch was given and gave, masked and cut as it was recorded. @publicApi */
export interface BranchPayload {
  readonly args?: readonly unknown[];
  readonly output?: unknown;
  readonly error?: BranchError;
  readonly attempts?: readonly BranchAttempt[];
  /** The paths that `capture.maxBytes` cut. */
  readonly truncated?: readonly string[];
  /** The fields that the journal cut, since the record was too large. */
  readonly cut?: readonly string[];
}

/** A branch with those that were started in its method, and in theirs. @publicApi */
export interface BranchNode extends StoredBranch {
  /** In the order of their start. */
  readonly children: readonly BranchNode[];
}

/** All that is known of one branch. @publicApi */
export interface BranchDetails extends BranchNode {
  /** The config's value as this branch had it. */
  readonly config: unknown;
  readonly payload?: BranchPayload;
  /** Undefined without a `parentId`, and where the parent is not in the store (any more). */
  readonly parent?: StoredBranch;
  /** Whether it has more than 1,000 descendants, so that some are left out. */
  readonly hasMore: boolean;
}
