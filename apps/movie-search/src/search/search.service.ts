import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment, type MaybeBranches } from 'nestjs-spearmint';
import { FilmsCatalog } from '../films/films.catalog.js';
import { SearchConfig } from './search.config.js';
import type { SearchResult } from './search-result.interface.js';

const LIMIT = 10;

/**
 * Ranks films. Every method does the same; they differ in which configs run, and
 * for whom.
 */
@Injectable()
export class SearchService {
  constructor(private readonly catalog: FilmsCatalog) {}

  /** The first config answers; the others run in the background. */
  @Experiment({ strategy: 'shadow' })
  async search(
    query: string,
    config: SearchConfig = branchConfig(SearchConfig),
  ): Promise<SearchResult> {
    return this.rank(query, config);
  }

  /** Every config answers. */
  @Experiment({ strategy: 'multi-branch' })
  async compare(
    query: string,
    config: SearchConfig = branchConfig(SearchConfig),
  ): Promise<MaybeBranches<SearchResult>> {
    return this.rank(query, config);
  }

  /** The configs answer in turn. */
  @Experiment({ strategy: 'round-robin' })
  async rotate(
    query: string,
    config: SearchConfig = branchConfig(SearchConfig),
  ): Promise<SearchResult> {
    return this.rank(query, config);
  }

  private rank(query: string, config: SearchConfig): SearchResult {
    const { fuzzy, prefix, combination } = config;
    const { title, director, genre } = config.boosts;
    const options = {
      fuzzy,
      prefix,
      combineWith: combination,
      boost: { title, director, genre },
    };
    const hits = this.catalog
      .search(query, options, LIMIT)
      .map(({ film, score }) => ({
        id: film.id,
        title: film.title,
        year: film.year,
        score,
      }));
    return { query, hits };
  }
}
