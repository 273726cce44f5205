import { SpearmintError } from '../errors/spearmint.error.js';
import type { BranchStatus } from './branch-status.type.js';

/**
 * A branch was finalised twice.
 *
 * @remedy Call `markSuccess`, `markFailure` or `markSkipped` once; start a new branch for another execution.
 * @publicApi
 */
export class BranchAlreadyFinalizedError extends SpearmintError {
  readonly code = 'SPEARMINT_E_BRANCH_FINALIZED';

  constructor(experiment: string, configId: string, status: BranchStatus) {
    super(
      `The branch of "${experiment}" under config "${configId}" is already finalized with status "${status}". ` +
        'A branch has one outcome: start a new branch for another execution.',
    );
  }
}
