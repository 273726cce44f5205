import type { BranchFilter } from './branch-filter.js';
import type { Moment } from './moment.type.js';

/** Where to begin: at what is recorded from now on, at the first branch, at those that started at a time, or behind a branch. @publicApi */
export type TailStart = 'now' | 'start' | Moment | { readonly after: string };

/** What to follow. @publicApi */
export interface TailQuery {
  /** @default 'now' */
  readonly from?: TailStart | undefined;
  /** Which branches. */
  readonly filter?: Omit<BranchFilter, 'from' | 'to'> | undefined;
  /**
   * How often to look for more, in milliseconds, 1 to 3,600,000.
   * @default 250
   */
  readonly pollMs?: number | undefined;
  /** Ends it, without an error. */
  readonly signal?: AbortSignal | undefined;
}
