import { type BranchRecord, LoggerBackend } from 'nestjs-spearmint';
import { encodeRecord } from './encode-record.js';
import { JournalAccount } from './journal-account.js';
import {
  type JournalOptions,
  resolveJournalOptions,
} from './journal-options.js';
import type { JournalSeams } from './journal-seams.interface.js';
import type { JournalStats } from './journal-stats.interface.js';
import { JournalWriteError } from './journal-write.error.js';
import { JournalWriter } from './journal.writer.js';
import { systemSeams } from './system-seams.js';

interface Batch {
  readonly lines: Buffer;
  readonly count: number;
  readonly truncated: number;
}

/**
 * Appends branches to a journal in a folder, a line each. A branch counts as recorded
 * once the system has it, so that the end of the process takes none of them, not even
 * `kill -9`. No file is made before the first branch.
 *
 * ```ts
 * SpearmintModule.forRoot({ configs, logger: new JournalBackend({ folder: 'data/branches' }) });
 * ```
 *
 * @publicApi
 */
export class JournalBackend extends LoggerBackend {
  private readonly options: JournalOptions;
  private readonly account: JournalAccount;
  private readonly writer: JournalWriter;
  private timer: NodeJS.Timeout | undefined = undefined;
  /** Under the policy `always`, what is written before. */
  private turn: Promise<void> = Promise.resolve();
  private isClosed = false;
  private lastProblem: string | undefined = undefined;

  /** @throws InvalidJournalOptionError for a value that makes no sense. */
  constructor(options: Partial<JournalOptions> & { folder: string });
  /** With file system, clocks and log replaced for tests. @internal */
  constructor(
    options: Partial<JournalOptions> & { folder: string },
    seams: Partial<JournalSeams>,
  );
  constructor(
    options: Partial<JournalOptions> & { folder: string },
    seams: Partial<JournalSeams> = {},
  ) {
    super();
    const all = { ...systemSeams(), ...seams };
    this.options = resolveJournalOptions(options);
    this.account = new JournalAccount(all.warn);
    this.writer = new JournalWriter(this.options, all, this.account);
  }

  /** The journal's name in its folder: the key of its place in a `JournalPosition`. */
  get name(): string {
    return this.writer.name;
  }

  /** Why the last batch was not written, where it was not. @internal */
  get problem(): string | undefined {
    return this.lastProblem;
  }

  /** What the journal has done so far. */
  stats(): JournalStats {
    return { ...this.account.counts };
  }

  /** Repairs and tidies the folder, if it is there, and keeps it tidy from here on. */
  override open(): void {
    this.writer.open();
  }

  /**
   * Writes the records, all or none of them.
   *
   * @throws JournalWriteError when the system does not take them.
   */
  override logBranches(records: readonly BranchRecord[]): void | Promise<void> {
    if (this.isClosed)
      return Promise.reject(
        this.failure(records.length, 'the journal is closed'),
      );
    const batch = this.encode(records);
    if (this.options.sync !== 'always') {
      this.write(batch);
      if (this.options.sync === 'interval') this.syncSoon();
      return;
    }
    const written = this.turn.then(() => this.writeDurably(batch));
    this.turn = written.catch(() => undefined);
    return written;
  }

  /** Waits until the disk keeps what was written, unless the policy is `never`. */
  override async flush(): Promise<void> {
    await this.turn;
    if (this.options.sync !== 'never') await this.writer.sync();
  }

  override async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.turn;
    await this.writer.close();
  }

  private encode(records: readonly BranchRecord[]): Batch {
    let text = '';
    let truncated = 0;
    for (const record of records) {
      const encoded = encodeRecord(record, this.options.maxRecordBytes);
      text += encoded.line;
      if (encoded.isTruncated) truncated++;
    }
    return { lines: Buffer.from(text), count: records.length, truncated };
  }

  private write(batch: Batch): void {
    try {
      this.writer.append(batch.lines, batch.count);
    } catch (error) {
      throw this.failure(batch.count, error);
    }
    this.book(batch);
  }

  private async writeDurably(batch: Batch): Promise<void> {
    try {
      const segment = this.writer.append(batch.lines, batch.count);
      try {
        await segment.sync();
      } catch (error) {
        this.writer.tellUnsynced(error);
        segment.takeBack(batch.lines, batch.count);
        throw error;
      }
    } catch (error) {
      throw this.failure(batch.count, error);
    }
    this.book(batch);
  }

  private book({ lines, count, truncated }: Batch): void {
    const { counts } = this.account;
    counts.recorded += count;
    counts.truncated += truncated;
    counts.bytes += lines.length;
    this.lastProblem = undefined;
  }

  private failure(count: number, cause: unknown): JournalWriteError {
    this.account.counts.failedWrites++;
    const error = new JournalWriteError(this.options.folder, count, cause);
    this.lastProblem = error.message;
    return error;
  }

  private syncSoon(): void {
    this.timer ??= setTimeout(
      () => void this.syncNow(),
      this.options.syncMs,
    ).unref();
  }

  private async syncNow(): Promise<void> {
    try {
      await this.writer.sync();
      this.account.settle('unsynced');
    } catch (error) {
      this.writer.tellUnsynced(error);
    }
    this.timer = undefined;
    if (this.writer.isUnsynced && !this.isClosed) this.syncSoon();
  }
}
