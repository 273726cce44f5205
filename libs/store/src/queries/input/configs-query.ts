import type { BranchRole } from 'nestjs-spearmint';
import type { Moment } from './moment.type.js';

/** Of which branches the figures of configs are. @publicApi */
export interface ConfigsQuery {
  /** Taken back to the beginning of its hour, in UTC; of its day, where hours are no longer kept. */
  readonly from?: Moment | undefined;
  /** Taken on to the end of its hour, or of its day likewise. */
  readonly to?: Moment | undefined;
  /**
   * Of branches in this role alone.
   * @default all roles
   */
  readonly role?: BranchRole | undefined;
}
