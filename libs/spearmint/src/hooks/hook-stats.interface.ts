/** What one hook is, and what went wrong with it since the application started. @publicApi */
export interface HookStats {
  /** The hook's class. */
  readonly name: string;
  readonly order: number;
  /** The experiments that it is for; `undefined` for all. */
  readonly experiments: readonly string[] | undefined;
  /** How often `beforeExperiment`, `afterBranch` or `afterExperiment` threw or rejected. */
  readonly failed: number;
  /** How often a promise of theirs had not settled after 30 s. */
  readonly late: number;
  /** How often they were left out, because 10,000 promises of theirs were open. */
  readonly dropped: number;
  /** How often `aroundBranch` threw when the caller had its stream already. */
  readonly ignored: number;
}
