import type { BranchContainer } from './branch-container.js';
import type { HeldOutput } from './held-output.type.js';

/**
 * What a call gives that may fan out: the method's own result, or the branches of
 * every config. A method under `multi-branch` returns `Promise<MaybeBranches<T>>`;
 * {@link branchesOf} tells the two apart. Where `T` is a stream the branches hold the
 * number of its items, see {@link HeldOutput}.
 *
 * @publicApi
 */
export type MaybeBranches<T> = T | BranchContainer<HeldOutput<T>>;
