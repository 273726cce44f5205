/** @module @nestjs-spearmint/store */

export { BranchDatabase } from './database/branch.database.js';
export { DatabaseOptions } from './database/database-options.js';
export type {
  DatabaseState,
  DatabaseStats,
} from './database/database-stats.interface.js';
export type { SqlDriverName } from './database/driver/sql-connection.interface.js';
export { InvalidDatabaseOptionError } from './database/invalid-database-option.error.js';
export { NoSqliteDriverError } from './database/no-sqlite-driver.error.js';
export { RebuildFailedError } from './database/rebuild-failed.error.js';
export { StoreBehindError } from './database/store-behind.error.js';
export { InvalidJournalOptionError } from './journal/invalid-journal-option.error.js';
export { JournalBackend } from './journal/journal.backend.js';
export type { JournalEntry } from './journal/journal-entry.interface.js';
export { JournalOptions, type SyncPolicy } from './journal/journal-options.js';
export type {
  JournalPosition,
  SegmentPosition,
} from './journal/journal-position.interface.js';
export {
  type JournalBatch,
  JournalReader,
  JournalReaderOptions,
  type JournalReadOptions,
} from './journal/journal.reader.js';
export type {
  JournalReaderStats,
  JournalStats,
} from './journal/journal-stats.interface.js';
export { JournalWriteError } from './journal/journal-write.error.js';
export { PositionFile } from './journal/position-file.js';
export type { DeadLetter } from './sinks/dead-letter.interface.js';
export type { ReplayResult } from './sinks/replay-letters.js';
export { ReplayError } from './sinks/replay.error.js';
export {
  type SinkDefinition,
  type SinkInput,
  SinkOptions,
} from './sinks/sink-options.js';
export type { SinkState, SinkStats } from './sinks/sink-stats.interface.js';
export { BranchStore } from './store/branch-store.js';
export { InvalidStoreOptionsError } from './store/invalid-store-options.error.js';
export { StoreOptions } from './store/store-options.js';
export type { StoreStats } from './store/store-stats.interface.js';
export type { StoreDrops, StoreReport } from './store/store-report.js';
export {
  type SinkHealth,
  StoreHealth,
  type StoreHealthResult,
} from './store/store.health.js';
export {
  StoreModule,
  type StoreModuleAsyncOptions,
} from './store/store.module.js';
export type {
  StoreModuleOptions,
  StoreOptionsFactory,
  StoreSinkInput,
} from './store/store.module-definition.js';
