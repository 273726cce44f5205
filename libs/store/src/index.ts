/** @module @nestjs-spearmint/store */

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
