import { Inject, Injectable } from '@nestjs/common';
import MiniSearch, { type SearchOptions } from 'minisearch';
import { cleanRows } from './clean-rows.js';
import type { Film } from './film.interface.js';
import type { FilmRow } from './film-row.interface.js';
import { FILM_ROWS } from './films.constants.js';

/** The films, and one index over them that every search shares. */
@Injectable()
export class FilmsCatalog {
  readonly films: readonly Film[];
  private readonly index = new MiniSearch<Film>({
    fields: ['title', 'director', 'genre'],
  });

  constructor(@Inject(FILM_ROWS) rows: readonly FilmRow[]) {
    this.films = cleanRows(rows);
    this.index.addAll(this.films);
  }

  /** The best `limit` films with their scores, the best first. */
  search(
    query: string,
    options: SearchOptions,
    limit: number,
  ): { film: Film; score: number }[] {
    return this.index
      .search(query, options)
      .slice(0, limit)
      .map(({ id, score }) => ({ film: this.films[id as number], score }));
  }
}
