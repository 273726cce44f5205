import type { DatabaseStats } from '../database/database-stats.interface.js';
import type { JournalStats } from '../journal/journal-stats.interface.js';
import type { SinkStats } from '../sinks/sink-stats.interface.js';

/** What a store has done since it was made. @publicApi */
export interface StoreStats {
  /** The folder, as an absolute path. */
  readonly folder: string;
  readonly journal: JournalStats;
  readonly sinks: readonly SinkStats[];
  /** How the database is doing; absent where there is none. */
  readonly database?: DatabaseStats;
  /** Why nothing can be recorded at the moment. */
  readonly problem?: string;
}
