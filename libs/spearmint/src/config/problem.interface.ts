import type { ConfigIssueCode } from './config-issue-codes.js';
import type { ConfigPath } from './config-path.js';

/**
 * A {@link ConfigIssue} that does not know its file yet.
 *
 * @internal
 */
export interface Problem {
  readonly code: ConfigIssueCode;
  readonly path: ConfigPath;
  readonly message: string;
  readonly hint?: string;
}

/** @internal */
export type Report = (problem: Problem) => void;
