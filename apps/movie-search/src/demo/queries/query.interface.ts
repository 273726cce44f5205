/** What was done to a title. */
export type Change = 'typo' | 'dropped word' | 'reordered words';

/** A search whose right answer is known. */
export interface DemoQuery {
  readonly text: string;
  /** The film that it was made from. */
  readonly filmId: number;
  readonly changes: ReadonlySet<Change>;
}
