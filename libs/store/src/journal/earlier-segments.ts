import type { JournalFs } from './journal-seams.interface.js';
import type { SegmentFile } from './segment-file.js';

/** The segments that a journal has written before the one that it writes to. @internal */
export class EarlierSegments {
  private segments: readonly Pick<SegmentFile, 'path' | 'records'>[] = [];

  constructor(private readonly fs: Pick<JournalFs, 'statSync'>) {}

  add({ path, records }: SegmentFile): void {
    this.segments = [...this.segments, { path, records }];
  }

  /** Forgets those that are not there any more. @returns how many records they had. */
  forgetDeleted(): number {
    const gone = this.segments.filter(({ path }) => !this.isThere(path));
    if (gone.length > 0)
      this.segments = this.segments.filter((one) => !gone.includes(one));
    return gone.reduce((sum, { records }) => sum + records, 0);
  }

  private isThere(path: string): boolean {
    try {
      const options = { throwIfNoEntry: false } as const;
      return this.fs.statSync(path, options) !== undefined;
    } catch {
      return true;
    }
  }
}
