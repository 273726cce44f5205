/** A place in one journal. @publicApi */
export interface SegmentPosition {
  /** The segment's number. */
  readonly segment: number;
  /** The first byte of it that has not been read. */
  readonly offset: number;
}

/**
 * How far the journals of a folder have been read, by their names. Plain data, so
 * that it can be kept as JSON; `{}` is the beginning.
 *
 * @publicApi
 */
export type JournalPosition = Readonly<Record<string, SegmentPosition>>;
