import { join } from 'node:path';
import { codeOf } from './code-of.js';
import { countLines } from './count-lines.js';
import { EarlierSegments } from './earlier-segments.js';
import type { JournalAccount } from './journal-account.js';
import { releaseLock, takeLock } from './journal-lock.js';
import type { JournalOptions } from './journal-options.js';
import type { JournalSeams } from './journal-seams.interface.js';
import { JournalRetention } from './journal.retention.js';
import { removeFile } from './remove-file.js';
import { repairEnded } from './repair.js';
import { SegmentFile } from './segment-file.js';
import { newJournalName, segmentName } from './segment-name.js';
import { syncFolder } from './sync-folder.js';

/** One process's journal: the segments that it writes, one after the other. @internal */
export class JournalWriter {
  readonly name: string;
  private current: SegmentFile | undefined = undefined;
  private number = 0;
  private readonly earlier: EarlierSegments;
  private readonly closings = new Set<Promise<void>>();
  private readonly retention: JournalRetention;

  constructor(
    private readonly options: JournalOptions,
    private readonly seams: JournalSeams,
    private readonly account: JournalAccount,
  ) {
    this.name = newJournalName(seams.date());
    this.earlier = new EarlierSegments(seams.fs);
    this.retention = new JournalRetention(options, seams, account);
  }

  /** Whether it has something that the disk was not told to keep. */
  get isUnsynced(): boolean {
    return this.current?.isUnsynced === true;
  }

  /** Looks after the folder: now, and at an interval from here on. */
  open(): void {
    this.tidy();
    this.retention.start(() => this.tidy());
  }

  /**
   * Writes all of the lines or none.
   *
   * @returns the segment that they are in.
   * @throws what the file system throws.
   */
  append(lines: Buffer, count: number): SegmentFile {
    const segment = this.ready(lines.length);
    segment.append(lines, count);
    if (segment.harm() === undefined) return segment;
    segment.takeBackFromEnd(lines, count);
    const next = this.begin();
    next.append(lines, count);
    return next;
  }

  /** Waits until the disk keeps all that was written. @throws what the file system throws. */
  async sync(): Promise<void> {
    await this.current?.sync();
    await Promise.all(this.closings);
  }

  /** Lets go of the journal; never rejects. */
  async close(): Promise<void> {
    const { current, number, seams, options } = this;
    this.current = undefined;
    if (current !== undefined) this.leave(current);
    await Promise.all(this.closings);
    if (current?.bytes === 0) removeFile(seams.fs, current.path);
    if (number > 0) releaseLock(seams.fs, options.folder, this.name);
    await this.retention.close();
  }

  private ready(bytes: number): SegmentFile {
    const { current } = this;
    if (current === undefined || current.isDone) return this.begin();
    if (!this.isFull(current, bytes)) return current;
    try {
      return this.begin();
    } catch {
      // One that is too large is better than none.
      return current;
    }
  }

  private isFull(segment: SegmentFile, bytes: number): boolean {
    const { segmentBytes, segmentMs } = this.options;
    return (
      segment.bytes > 0 &&
      (segment.bytes + bytes > segmentBytes ||
        this.seams.now() - segment.openedAt > segmentMs)
    );
  }

  private begin(): SegmentFile {
    const { fs, now } = this.seams;
    const { folder, sync } = this.options;
    fs.mkdirSync(folder, { recursive: true });
    takeLock(fs, folder, this.name);
    const path = join(folder, segmentName(this.name, this.number + 1));
    const segment = SegmentFile.create(fs, path, now());
    this.number++;
    if (this.current !== undefined) this.leave(this.current);
    this.current = segment;
    this.account.counts.segments++;
    if (sync !== 'never') this.tryTo('sync', () => syncFolder(fs, folder));
    this.tidy();
    return segment;
  }

  private tidy(): void {
    this.tryTo('repair', () => this.repair());
    this.tryTo('expire', () => this.retention.run());
    // Where somebody has deleted them, it is told with the next record.
    if (this.current?.harm() !== 'deleted') this.earlier.forgetDeleted();
  }

  /** What is good to have, but no reason to record nothing. */
  private tryTo(what: string, run: () => void): void {
    try {
      run();
      this.account.settle(what);
    } catch (error) {
      // Nobody has recorded anything yet.
      if (codeOf(error) === 'ENOENT') return;
      this.account.say(
        what,
        `The journal in "${this.options.folder}" could not ${what} its folder: ${codeOf(error)}. ` +
          'Recording goes on. See that the application may read and write the folder.',
      );
    }
  }

  private repair(): void {
    const cut = repairEnded(this.seams.fs, this.options.folder);
    this.account.counts.repaired += cut.length;
    for (const { path } of cut)
      this.account.say(
        path,
        `A process ended while it wrote to "${path}". The torn last line, which had not been reported as recorded, was cut off.`,
      );
  }

  /** Lets go of a segment, and tells what somebody has done to it. */
  private leave(segment: SegmentFile): void {
    const { path, records } = segment;
    const harm = segment.harm();
    if (harm === undefined) this.earlier.add(segment);
    else if (harm === 'deleted')
      this.tellLost(harm, records + this.earlier.forgetDeleted());
    else
      this.keep(
        this.countLeft(path).then((left) =>
          this.tellLost(harm, records - left),
        ),
      );
    this.retire(segment);
  }

  /** None where nobody can tell. */
  private async countLeft(path: string): Promise<number> {
    const { fs } = this.seams;
    try {
      const file = fs.openSync(path, 'r');
      return await countLines(fs, file, 0).finally(() => fs.closeSync(file));
    } catch {
      return 0;
    }
  }

  private tellLost(harm: 'deleted' | 'cut', records: number): void {
    const { folder } = this.options;
    this.account.counts.deleted += records;
    this.account.say(
      harm,
      `Somebody ${harm} the segment that the journal in "${folder}" was writing to, ` +
        `and with it ${records} recorded branches. Recording goes on in a new one. ` +
        'Leave the files to the journal: maxBytes and maxAgeMs say when it deletes them.',
    );
  }

  private retire(segment: SegmentFile): void {
    this.keep(
      this.finish(segment).catch((error: unknown) => this.tellUnsynced(error)),
    );
  }

  /** Has the end of the journal wait for something that never rejects. */
  private keep(closing: Promise<void>): void {
    const kept = closing.finally(() => this.closings.delete(kept));
    this.closings.add(kept);
  }

  private async finish(segment: SegmentFile): Promise<void> {
    try {
      if (this.options.sync !== 'never') await segment.sync();
    } finally {
      await segment.close();
    }
  }

  /** Counts and says that a power failure might take what has been written. */
  tellUnsynced(error: unknown): void {
    this.account.counts.failedSyncs++;
    this.account.say(
      'unsynced',
      `The disk did not confirm what the journal in "${this.options.folder}" has written (${codeOf(error)}): ` +
        'it is there, and a power failure may take it. Recording goes on in a new segment. See whether the disk is sound.',
    );
  }
}
