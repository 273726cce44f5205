import type * as fs from 'node:fs';

/** What of `node:fs` a journal writes with. @internal */
export type JournalFs = Pick<
  typeof fs,
  | 'closeSync'
  | 'fdatasync'
  | 'fstatSync'
  | 'fsyncSync'
  | 'ftruncateSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readdirSync'
  | 'readFileSync'
  | 'readSync'
  | 'renameSync'
  | 'statSync'
  | 'truncateSync'
  | 'unlinkSync'
  | 'writeFileSync'
  | 'writeSync'
>;

/** What a journal takes from the outside world. @internal */
export interface JournalSeams {
  readonly fs: JournalFs;
  /** Milliseconds on a monotonic clock. */
  readonly now: () => number;
  /** Milliseconds since the epoch, on a clock that may jump. */
  readonly date: () => number;
  /** Where losses and repairs are said. */
  readonly warn: (message: string) => void;
  /** Who is told what a sink has missed, in records. */
  readonly missed?: (sink: string, records: number) => void;
}
