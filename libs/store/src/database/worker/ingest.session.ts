import type {
  BareJournalReader,
  JournalBatch,
} from '../../journal/bare-journal.reader.js';
import type {
  SqlConnection,
  SqlDriver,
} from '../driver/sql-connection.interface.js';
import { BranchWriter, type Written } from '../ingest/branch.writer.js';
import { openToWrite } from '../open-database.js';

/** What is told of each batch that was written; false ends the pass. @internal */
export type OnWritten = (batch: JournalBatch, written: Written) => boolean;

/** An open database that takes what the journals hold. @internal */
export class IngestSession {
  private constructor(
    readonly connection: SqlConnection,
    readonly writer: BranchWriter,
  ) {}

  /** @throws what the driver and the file system throw. */
  static open(driver: SqlDriver, path: string): IngestSession {
    const connection = openToWrite(driver, path);
    return new IngestSession(connection, new BranchWriter(connection));
  }

  /**
   * Writes what the journals have beyond the database, up to where they end.
   *
   * @returns whether it got there.
   * @throws what the driver and the file system throw; what was written before stays.
   */
  async pass(
    reader: BareJournalReader,
    onWritten: OnWritten,
  ): Promise<boolean> {
    for await (const batch of reader.read({ from: this.writer.position })) {
      const written = this.writer.write(batch.entries, batch.position);
      // Another process has written: its place is where to go on.
      if (written === undefined) return false;
      if (!onWritten(batch, written)) return false;
    }
    return true;
  }

  close(): void {
    this.connection.close();
  }
}
