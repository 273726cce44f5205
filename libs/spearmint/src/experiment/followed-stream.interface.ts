/** A stream as whoever reads it goes through it. @internal */
export interface FollowedStream {
  /** Runs `work` in the context that the stream belongs to. */
  within<R>(work: () => R): R;
  /** The stream has ended, or its reader has enough. */
  succeed(count: number | undefined): void;
  fail(thrown: unknown): void;
  /** The reader leaves; the source will be closed. */
  left?(): void;
  /**
   * Calls `stop` when the stream is ended from outside.
   *
   * @returns forgets it.
   */
  onCut(stop: (reason: unknown) => void): () => void;
}
