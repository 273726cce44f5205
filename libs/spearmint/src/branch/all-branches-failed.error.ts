import { SpearmintError } from '../errors/spearmint.error.js';
import type { Branch } from './branch.js';

/**
 * Every branch of a fan-out failed, and `throwIfAllFailed()` was called; or every branch of a race failed.
 *
 * @remedy Look at `errors`, which has what each branch threw, in order; `cause` is the first.
 * @publicApi
 */
export class AllBranchesFailedError extends SpearmintError {
  readonly code = 'SPEARMINT_E_ALL_BRANCHES_FAILED';
  /** What the branches threw, in order. */
  readonly errors: readonly unknown[];

  constructor(failed: readonly Branch[]) {
    const first = failed[0];
    const { type, message } = first?.error ?? {};
    const who = `of "${first?.experiment}" failed`;
    const how = `config "${first?.configId}", with ${type}: ${message}. See \`errors\` for`;
    super(
      failed.length === 1
        ? `The only branch ${who}, under ${how} what it threw.`
        : `All ${failed.length} branches ${who}; the first, under ${how} each of them.`,
      { cause: first?.thrown },
    );
    this.errors = failed.map((branch) => branch.thrown);
  }
}
