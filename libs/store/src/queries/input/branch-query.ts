import type { BranchFilter } from './branch-filter.js';

/** What a list begins with. @publicApi */
export type BranchOrder = 'newest' | 'oldest' | 'slowest' | 'fastest';

/** Which page of which branches. @publicApi */
export interface BranchQuery extends BranchFilter {
  /**
   * By time of start; or by duration, which leaves out branches without one. The slowest and
   * fastest of an experiment are found at once, also in one role; with other filters it
   * has to look at all branches that they are true of.
   * @default 'newest'
   */
  readonly order?: BranchOrder | undefined;
  /**
   * How many branches a page has at most, 1 to 1,000.
   * @default 50
   */
  readonly limit?: number | undefined;
  /** The `next` of the page before, for the same filter and order. */
  readonly cursor?: string | undefined;
  /**
   * Whether to count the branches of all pages, which takes longer than a page.
   * @default false
   */
  readonly total?: boolean | undefined;
}
