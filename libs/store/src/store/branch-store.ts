import { type BranchRecord, LoggerBackend } from 'nestjs-spearmint';
import { BranchDatabase } from '../database/branch.database.js';
import type { JournalPosition } from '../journal/journal-position.interface.js';
import { JournalBackend } from '../journal/journal.backend.js';
import { inTime } from '../sinks/in-time.js';
import type { ReplayResult } from '../sinks/replay-letters.js';
import { ReplayError } from '../sinks/replay.error.js';
import { Sink } from '../sinks/sink.js';
import { DatabasePart } from './database.part.js';
import { resolveStoreOptions, type StoreOptions } from './store-options.js';
import type { StorePart } from './store-part.interface.js';
import { type StoreSeams, storeSeams } from './store-seams.js';
import type { StoreStats } from './store-stats.interface.js';

/**
 * Records branches durably in a folder, and feeds other backends from there. A branch
 * counts as recorded once the system has it in the journal; sinks get it later, each at
 * its own speed, whether they are up now or at the next start.
 *
 * ```ts
 * SpearmintModule.forRoot({ configs, logger: new BranchStore({ folder: 'data/branches', sinks: [new MyTracker()] }) });
 * ```
 *
 * @publicApi
 */
export class BranchStore extends LoggerBackend {
  /** The folder, as an absolute path. */
  readonly folder: string;
  /** The database that is kept of it, unless the option `database` is false. */
  readonly database: BranchDatabase | undefined;
  private readonly journal: JournalBackend;
  private readonly sinks: readonly Sink[];
  private readonly parts: readonly StorePart[];
  private readonly drainMs: number;
  private readonly seams: StoreSeams;
  private isOpen = false;
  private closing: Promise<void> | undefined = undefined;

  /** @throws InvalidStoreOptionsError with everything that makes no sense. */
  constructor(options?: Partial<StoreOptions>);
  /** With file system, clocks and log replaced for tests. @internal */
  constructor(options: Partial<StoreOptions>, seams: Partial<StoreSeams>);
  constructor(
    options: Partial<StoreOptions> = {},
    seams: Partial<StoreSeams> = {},
  ) {
    super();
    const { journal, sinks, drainMs, database } = resolveStoreOptions(options);
    this.seams = {
      ...storeSeams(),
      missed: (name, records) => this.find(name)?.missed(records),
      ...seams,
    };
    this.folder = journal.folder;
    this.drainMs = drainMs;
    this.journal = new JournalBackend(journal, this.seams);
    this.sinks = sinks.map((sink) => new Sink(this.folder, sink, this.seams));
    const { warn, log, program } = this.seams;
    const replaced = { warn, log, ...(program && { program }) };
    this.database = database && new BranchDatabase(database, replaced);
    this.parts = this.database
      ? [...this.sinks, new DatabasePart(this.database, warn)]
      : this.sinks;
  }

  /** Takes up what an earlier process has left; done at boot, else with the first branch. */
  override open(): void {
    if (this.isOpen || this.closing !== undefined) return;
    this.isOpen = true;
    // First, so that the journal deletes nothing that they still want.
    for (const part of this.parts) part.open();
    this.journal.open();
    this.tell();
  }

  /**
   * Writes the records to the journal, all or none of them.
   *
   * @throws JournalWriteError when the system does not take them.
   */
  override logBranches(records: readonly BranchRecord[]): void | Promise<void> {
    this.open();
    const written = this.journal.logBranches(records);
    if (written !== undefined) return written.then(() => this.wake());
    this.wake();
  }

  /** Waits until the disk keeps what was written, unless the policy is `never`. */
  override flush(): Promise<void> {
    return this.journal.flush();
  }

  /**
   * Ends recording, has the sinks deliver what they can within `drainMs`, and closes
   * their backends. What is left is delivered at the next start.
   */
  override close(): Promise<void> {
    return (this.closing ??= this.shutDown());
  }

  /**
   * Waits until every sink has delivered all that is in the journal now.
   *
   * @param deadlineMs how long to wait at most, in milliseconds.
   * @returns whether it was done in time; never rejects.
   */
  delivered(deadlineMs: number): Promise<boolean> {
    const all = Promise.all(this.sinks.map((sink) => sink.delivered()));
    return inTime(all, deadlineMs);
  }

  /** What the store has done so far. Reads the folder, to say how far behind sinks are. */
  stats(): StoreStats {
    const { folder, journal } = this;
    const { problem } = journal;
    return {
      folder,
      journal: journal.stats(),
      sinks: this.sinks.map((sink) => sink.stats()),
      ...(this.database && { database: this.database.stats() }),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  /**
   * Delivers the dead letters of a sink again, each once; those that are refused again
   * stay.
   *
   * @throws ReplayError when there is no such sink, or it is not fed by this process.
   */
  async replayDeadLetters(sink: string): Promise<ReplayResult> {
    return this.sinkFor(sink).replayLetters();
  }

  /**
   * Delivers to a sink again what is in the journal from somewhere on, or goes on there.
   * Resolves when that is settled, before it is delivered.
   *
   * @param from a position of a `JournalReader`; or a time: branches that ended since.
   * @throws ReplayError when there is no such sink, or it is not fed by this process.
   */
  async replayFrom(sink: string, from: JournalPosition | Date): Promise<void> {
    return this.sinkFor(sink).replayFrom(from);
  }

  private wake(): void {
    for (const part of this.parts) part.wake();
  }

  private find(name: string): Sink | undefined {
    return this.sinks.find((sink) => sink.name === name);
  }

  private sinkFor(name: string): Sink {
    const sink = this.find(name);
    if (sink !== undefined) return sink;
    const known = this.sinks.map((one) => one.name).join(', ') || 'none';
    throw new ReplayError(
      name,
      'the store has no such sink',
      `Known are ${known}.`,
    );
  }

  private async shutDown(): Promise<void> {
    const { journal, parts, drainMs } = this;
    await Promise.all([
      inTime(journal.close(), drainMs),
      ...parts.map((part) => part.close(drainMs)),
    ]);
  }

  private tell(): void {
    const names = this.sinks.map(({ name }) => name).join(', ');
    this.seams.log(
      `Branches are recorded in "${this.folder}"${names && `, and delivered to ${names}`}`,
    );
  }
}
