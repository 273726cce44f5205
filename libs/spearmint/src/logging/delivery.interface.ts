import type { BranchRecord } from '../branch/branch-record.interface.js';

/** What was saved after all attempts had failed. @internal */
export interface Salvage {
  /** How many records were written. */
  readonly written: number;
  /** Whether the backend took anything: then it is up, and the records are to blame. */
  readonly isUp: boolean;
}

/** How records get into one form of backend. @internal */
export interface Delivery {
  /** How many records it takes at once. */
  readonly batchSize: number;

  /**
   * One attempt. Called again with the same records after a failure.
   *
   * @throws whatever went wrong.
   */
  deliver(records: readonly BranchRecord[]): Promise<void>;

  /** Saves what can be saved when all attempts have failed. Never rejects. */
  salvage(records: readonly BranchRecord[]): Promise<Salvage>;
}
