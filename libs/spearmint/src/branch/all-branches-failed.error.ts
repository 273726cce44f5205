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
    super(
      `All ${failed.length} branches of "${first?.experiment}" failed; ` +
        `the first, under config "${first?.configId}", with ${first?.error?.type}: ${first?.error?.message}. ` +
        'See `errors` for each of them.',
      { cause: first?.thrown },
    );
    this.errors = failed.map((branch) => branch.thrown);
  }
}
