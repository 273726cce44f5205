/** What is used of a row of `movies.json`; any of it may be missing. */
export interface FilmRow {
  readonly Title: string | number | null;
  readonly 'Release Date'?: string | null;
  readonly Director?: string | null;
  readonly 'Major Genre'?: string | null;
  readonly 'IMDB Votes'?: number | null;
}
