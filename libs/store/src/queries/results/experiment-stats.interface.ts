/** How much of an experiment is recorded. @publicApi */
export interface ExperimentStats {
  readonly experiment: string;
  /** The branches that succeeded or failed, in all roles. */
  readonly n: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly skipped: number;
  /** How many configs it has had. */
  readonly configs: number;
  /** When the first branch started, in milliseconds since the epoch. */
  readonly firstAt: number;
  /** When the last branch started, in milliseconds since the epoch. */
  readonly lastAt: number;
}
