/** @module @nestjs-spearmint/store */

export { BranchDatabase } from './database/branch.database.js';
export { DatabaseOptions } from './database/database-options.js';
export type {
  DatabaseState,
  DatabaseStats,
} from './database/database-stats.interface.js';
export type { SqlDriverName } from './database/driver/sql-connection.interface.js';
export { InvalidDatabaseOptionError } from './database/invalid-database-option.error.js';
export { MissingThreadError } from './database/missing-thread.error.js';
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
export { InvalidQueryError } from './queries/errors/invalid-query.error.js';
export { StoreFileError } from './queries/errors/store-file.error.js';
export { StoreMissingError } from './queries/errors/store-missing.error.js';
export { StoreReadError } from './queries/errors/store-read.error.js';
export { StoreVersionError } from './queries/errors/store-version.error.js';
export type { BranchFilter, OneOrMore } from './queries/input/branch-filter.js';
export type { BranchOrder, BranchQuery } from './queries/input/branch-query.js';
export type { ConfigsQuery } from './queries/input/configs-query.js';
export type { Moment } from './queries/input/moment.type.js';
export type { TailQuery, TailStart } from './queries/input/tail-query.js';
export type {
  BranchDetails,
  BranchNode,
  BranchPayload,
} from './queries/results/branch-details.interface.js';
export type { BranchPage } from './queries/results/branch-page.interface.js';
export type {
  ConfigStats,
  ScoreStats,
} from './queries/results/config-stats.interface.js';
export type { ExperimentStats } from './queries/results/experiment-stats.interface.js';
export type { StoredBranch } from './queries/results/stored-branch.interface.js';
export type { StoredConfig } from './queries/results/stored-config.interface.js';
export { StoreReader } from './queries/store-reader.js';
export { StoreReaderOptions } from './queries/store-reader-options.js';
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
  type DatabaseHealth,
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
