import type { BranchDatabase } from '../database/branch.database.js';
import { inTime } from '../sinks/in-time.js';
import type { StorePart } from './store-part.interface.js';

/** What of the time to close is for writing; a thread that hangs gets no more than the rest. */
const WRITE_SHARE = 0.6;

/** The database of a store. Where it cannot be made, that is said, and the journal goes on. @internal */
export class DatabasePart implements StorePart {
  constructor(
    private readonly database: BranchDatabase,
    private readonly warn: (message: string) => void,
  ) {}

  open(): void {
    try {
      this.database.start();
    } catch (error) {
      this.warn(
        `There is no database to query. ${(error as Error).message} "database: false" in the store's options does without.`,
      );
    }
  }

  /** Its thread looks by itself. */
  wake(): void {}

  async close(deadlineMs: number): Promise<void> {
    await inTime(this.database.stop(deadlineMs * WRITE_SHARE), deadlineMs);
  }
}
