import { Module } from '@nestjs/common';
import { FilmsCatalog } from './films.catalog.js';
import { FILM_ROWS } from './films.constants.js';
import { loadRows } from './load-rows.js';

@Module({
  providers: [{ provide: FILM_ROWS, useFactory: loadRows }, FilmsCatalog],
  exports: [FilmsCatalog],
})
export class FilmsModule {}
