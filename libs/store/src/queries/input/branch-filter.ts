import type { BranchRole, BranchStatus } from 'nestjs-spearmint';
import type { Moment } from './moment.type.js';

/** One value, or any of several. @publicApi */
export type OneOrMore<T> = T | readonly T[];

/** Which branches: those that all of it is true of. @publicApi */
export interface BranchFilter {
  readonly experiment?: string | undefined;
  readonly configId?: OneOrMore<string> | undefined;
  readonly status?: OneOrMore<BranchStatus> | undefined;
  readonly role?: OneOrMore<BranchRole> | undefined;
  /** Started then or later. */
  readonly from?: Moment | undefined;
  /** Started before then. */
  readonly to?: Moment | undefined;
  /** Took so long at least, in milliseconds. */
  readonly minDurationMs?: number | undefined;
  /** Took so long at most, in milliseconds. */
  readonly maxDurationMs?: number | undefined;
  /** Failed with an error of this type. */
  readonly errorType?: OneOrMore<string> | undefined;
  /** Started in the method of this branch; null for those that were started in none. */
  readonly parentId?: string | null | undefined;
  /**
   * Is in the arguments, the output, the error or the reason; upper and lower case of A to Z are
   * the same. It reads the values of all branches that the rest is true of, so narrow it by time.
   */
  readonly text?: string | undefined;
}
