/** A film of the catalog. */
export interface Film {
  /** Its place in the catalog. */
  readonly id: number;
  readonly title: string;
  readonly year: number | undefined;
  readonly director: string;
  readonly genre: string;
  /** How many people have rated it. */
  readonly votes: number;
}
