import {
  BareJournalReader,
  type JournalBatch,
  type JournalReaderOptions,
  type JournalReadOptions,
} from './bare-journal.reader.js';
import type { JournalReaderStats } from './journal-stats.interface.js';
import { systemSeams } from './system-seams.js';

export {
  type JournalBatch,
  JournalReaderOptions,
  type JournalReadOptions,
} from './bare-journal.reader.js';

/**
 * Reads all journals of a folder, those of running processes and those of processes
 * that have ended. Writes nothing, so that any number of readers in any process can
 * read while others write.
 *
 * @publicApi
 */
export class JournalReader {
  private readonly reader: BareJournalReader;

  constructor(folder: string, options?: Partial<JournalReaderOptions>);
  /** With the log replaced for tests. @internal */
  constructor(
    folder: string,
    options: Partial<JournalReaderOptions>,
    warn: (message: string) => void,
  );
  constructor(
    folder: string,
    options: Partial<JournalReaderOptions> = {},
    warn: (message: string) => void = systemSeams().warn,
  ) {
    this.reader = new BareJournalReader(folder, options, warn);
  }

  /** What this reader has come across so far. */
  stats(): JournalReaderStats {
    return this.reader.stats();
  }

  /**
   * The records from a position on. Records that cannot be read are left out, counted
   * and said.
   *
   * @throws what the file system throws, except for a folder that is not there (yet).
   */
  read(options: JournalReadOptions = {}): AsyncGenerator<JournalBatch, void> {
    return this.reader.read(options);
  }
}
