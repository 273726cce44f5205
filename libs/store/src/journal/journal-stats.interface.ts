/** What a journal has done since its start. @publicApi */
export interface JournalStats {
  /** Records that were written. */
  readonly recorded: number;
  /** Records that were cut, since they were larger than `maxRecordBytes`. */
  readonly truncated: number;
  /** Records that had been written to a segment which somebody else deleted or cut meanwhile. */
  readonly deleted: number;
  /** Bytes that were written. */
  readonly bytes: number;
  /** Segments that were begun. */
  readonly segments: number;
  /** Segments that were deleted, too old or too much; those of ended processes too. */
  readonly expired: number;
  /** Torn last lines of ended processes that were cut off. */
  readonly repaired: number;
  /** Batches that could not be written; the recorder tries them again. */
  readonly failedWrites: number;
  /** How often the disk could not say that it keeps what was written. */
  readonly failedSyncs: number;
}

/** What a reader has come across. @publicApi */
export interface JournalReaderStats {
  /** Records that were read. */
  readonly read: number;
  /** Lines whose checksum is wrong, or that are of another version. */
  readonly unreadable: number;
  /** Segments that end within a line, and are not written to any more. */
  readonly torn: number;
  /** Segments that were deleted before they were read. */
  readonly missed: number;
}
