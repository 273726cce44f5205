import type { BranchContainer } from './branch-container.js';

/**
 * What a call gives that may fan out: the method's own result, or the branches of
 * every config. A method under `multi-branch` returns `Promise<MaybeBranches<T>>`;
 * {@link branchesOf} tells the two apart.
 *
 * @publicApi
 */
export type MaybeBranches<T> = T | BranchContainer<T>;
