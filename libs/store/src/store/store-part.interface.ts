/** What lives on the journal of a store. @internal */
export interface StorePart {
  /** Begins to read; never throws. */
  open(): void;
  /** There is something new in the journal. */
  wake(): void;
  /** Ends in time; never rejects. */
  close(deadlineMs: number): Promise<void>;
}
