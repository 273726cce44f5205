import { types } from 'node:util';
import { BranchContainer } from './branch-container.js';
import type { HeldOutput } from './held-output.type.js';
import type { MaybeBranches } from './maybe-branches.type.js';
import { NotBranchesError } from './not-branches.error.js';

/**
 * The branches of a call that fanned out.
 *
 * ```ts
 * const branches = branchesOf(await service.summarize('text'));
 * ```
 *
 * Where both results are fine, `value instanceof BranchContainer` narrows to either.
 *
 * @throws NotBranchesError when the call gave its method's own result.
 * @publicApi
 */
export function branchesOf<T>(
  value: MaybeBranches<T>,
): BranchContainer<HeldOutput<T>> {
  if (value instanceof BranchContainer) return value;
  throw new NotBranchesError(kindOf(value));
}

/** What it is without what it says: a result may hold what no log should. */
function kindOf(value: unknown): string {
  if (types.isPromise(value)) return 'a promise';
  if (typeof value !== 'object' || value === null) {
    return value === undefined || value === null
      ? String(value)
      : `a ${typeof value}`;
  }
  const name = (value.constructor as { name?: string } | undefined)?.name;
  return name === undefined || name === 'Object'
    ? 'an object'
    : `an instance of ${name}`;
}
