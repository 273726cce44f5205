import type { Film } from './film.interface.js';
import type { FilmRow } from './film-row.interface.js';

/**
 * The films of the rows: those with a title, and of several with the same title
 * the most voted one.
 */
export function cleanRows(rows: readonly FilmRow[]): Film[] {
  const byTitle = new Map<string, FilmRow>();
  for (const row of rows) {
    const key = titleOf(row).toLowerCase();
    const known = byTitle.get(key);
    if (key === '') continue;
    if (known === undefined || votesOf(row) > votesOf(known)) {
      byTitle.set(key, row);
    }
  }
  return [...byTitle.values()].map((row, id) => ({
    id,
    title: titleOf(row),
    year: yearOf(row),
    director: row.Director ?? '',
    genre: row['Major Genre'] ?? '',
    votes: votesOf(row),
  }));
}

/** Titles such as `300` are numbers. */
function titleOf(row: FilmRow): string {
  return String(row.Title ?? '').trim();
}

function votesOf(row: FilmRow): number {
  return row['IMDB Votes'] ?? 0;
}

function yearOf(row: FilmRow): number | undefined {
  const year = new Date(row['Release Date'] ?? '').getFullYear();
  return Number.isNaN(year) ? undefined : year;
}
