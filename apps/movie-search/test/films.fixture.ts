import type { FilmRow } from '../src/films/film-row.interface.js';

/** Enough films to tell the configs apart, at once. */
export const FEW_ROWS: FilmRow[] = [
  {
    Title: 'Alien',
    Director: 'Ridley Scott',
    'Major Genre': 'Horror',
    'Release Date': 'May 25 1979',
    'IMDB Votes': 180_387,
  },
  {
    Title: 'Aliens',
    Director: 'James Cameron',
    'Major Genre': 'Action',
    'Release Date': 'Jul 18 1986',
    'IMDB Votes': 84_033,
  },
  {
    Title: 'Inception',
    Director: 'Christopher Nolan',
    'Major Genre': 'Thriller/Suspense',
    'Release Date': 'Jul 16 2010',
    'IMDB Votes': 188_247,
  },
  {
    Title: 'The Prestige',
    Director: 'Christopher Nolan',
    'Major Genre': 'Drama',
    'Release Date': 'Oct 20 2006',
    'IMDB Votes': 207_322,
  },
  { Title: 'The Godfather', 'IMDB Votes': 411_088 },
  { Title: 'The Godfather: Part II', 'IMDB Votes': 245_271 },
  { Title: 300, 'Major Genre': 'Action', 'IMDB Votes': 235_508 },
];
