/** A film that was found. */
export interface Hit {
  readonly id: number;
  readonly title: string;
  readonly year: number | undefined;
  readonly score: number;
}

/** What a search gives. */
export interface SearchResult {
  readonly query: string;
  /** The best first. */
  readonly hits: readonly Hit[];
}
