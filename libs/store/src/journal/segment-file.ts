import { codeOf } from './code-of.js';
import type { JournalFs } from './journal-seams.interface.js';

/** Faults of the disk, after which the same file can be written to again. */
const PASSING = new Set(['ENOSPC', 'EDQUOT']);

/** The segment that is written to. @internal */
export class SegmentFile {
  bytes = 0;
  records = 0;
  private isDirty = false;
  private isSpoilt = false;
  private syncing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly fs: JournalFs,
    private readonly file: number,
    readonly path: string,
    /** On a monotonic clock, in milliseconds. */
    readonly openedAt: number,
  ) {}

  /** @throws what the file system throws. */
  static create(fs: JournalFs, path: string, now: number): SegmentFile {
    return new SegmentFile(fs, fs.openSync(path, 'ax', 0o640), path, now);
  }

  /** Whether nothing more should be written to it. */
  get isDone(): boolean {
    return this.isSpoilt;
  }

  /** Whether it has something that the disk was not told to keep. */
  get isUnsynced(): boolean {
    return this.isDirty;
  }

  /**
   * What somebody else has done to it. Readers do not find what was written to it then:
   * it is gone, or stands where they think to have read already.
   */
  harm(): 'deleted' | 'cut' | undefined {
    try {
      const { nlink, size } = this.fs.fstatSync(this.file);
      if (nlink === 0) return 'deleted';
      return size < this.bytes ? 'cut' : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * Writes all of the lines or none.
   *
   * @throws what the file system throws.
   */
  append(lines: Buffer, count: number): void {
    let written = 0;
    try {
      while (written < lines.length)
        written += this.fs.writeSync(this.file, lines, written);
    } catch (error) {
      if (written > 0) this.cutTo(this.bytes);
      else if (!PASSING.has(codeOf(error))) this.isSpoilt = true;
      throw error;
    }
    this.bytes += lines.length;
    this.records += count;
    this.isDirty = true;
  }

  /** Takes back what was written last. */
  takeBack(lines: Buffer, count: number): void {
    this.records -= count;
    this.bytes -= lines.length;
    this.cutTo(this.bytes);
  }

  /** The same in one that came to harm, where it stands at another place. */
  takeBackFromEnd(lines: Buffer, count: number): void {
    this.records -= count;
    this.cutTo(this.fs.fstatSync(this.file).size - lines.length);
  }

  /** Waits until the disk keeps all that was written. @throws what the file system throws. */
  sync(): Promise<void> {
    const done = this.syncing.then(() => this.datasync());
    this.syncing = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    await this.syncing;
    this.fs.closeSync(this.file);
  }

  /**
   * Readers may have seen what is cut off, so that what comes next has to stand in
   * another segment.
   */
  private cutTo(bytes: number): void {
    this.isSpoilt = true;
    try {
      this.fs.ftruncateSync(this.file, bytes);
    } catch {
      // A torn line is left, which readers skip.
    }
  }

  private datasync(): Promise<void> {
    if (!this.isDirty) return Promise.resolve();
    this.isDirty = false;
    return new Promise((resolve, reject) => {
      this.fs.fdatasync(this.file, (error) => {
        if (error === null) return resolve();
        // What the system has dropped of it by now, nobody knows.
        this.isSpoilt = true;
        reject(error);
      });
    });
  }
}
