import type { BranchRecord } from '../branch/branch-record.interface.js';
import type { Delivery, Salvage } from './delivery.interface.js';
import type { LoggerBackend } from './logger-backend.js';
import type { TimedCaller } from './timed-caller.js';

type BatchBackend = Required<Pick<LoggerBackend, 'logBranches'>>;

/** Drives a backend of the batch form. @internal */
export class BatchDelivery implements Delivery {
  constructor(
    private readonly backend: BatchBackend,
    private readonly caller: TimedCaller,
    readonly batchSize: number,
    /** How long records are tried one at a time, in milliseconds. */
    private readonly salvageMs: number,
    private readonly now: () => number,
  ) {}

  deliver(records: readonly BranchRecord[]): Promise<void> {
    return this.caller.call(() =>
      // Copies, so that a backend that edits them harms neither others nor a retry.
      this.backend.logBranches(records.map((record) => ({ ...record }))),
    );
  }

  /** One record that the backend cannot take must not take its neighbours along. */
  async salvage(records: readonly BranchRecord[]): Promise<Salvage> {
    const end = this.now() + this.salvageMs;
    let written = 0;
    if (records.length === 1) return { written, isUp: false };
    for (const record of records) {
      if (this.now() >= end) break;
      await this.deliver([record]).then(
        () => written++,
        () => undefined,
      );
    }
    return { written, isUp: written > 0 };
  }
}
