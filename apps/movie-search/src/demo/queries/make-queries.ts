import type { Film } from '../../films/film.interface.js';
import { Random } from '../random.js';
import { makeQuery } from './make-query.js';
import type { DemoQuery } from './query.interface.js';

/** Titles in other letters came to the data set damaged. */
const TYPABLE = /^[\x20-\x7e]*[a-z0-9][\x20-\x7e]*$/i;

/**
 * Queries for `count` films, each film once and each text once, so that every
 * query is an observation of its own. Films that many people know are looked for
 * more often. The same seed gives the same queries.
 */
export function makeQueries(
  films: readonly Film[],
  count: number,
  seed: number,
): DemoQuery[] {
  const random = new Random(seed);
  const byText = new Map<string, DemoQuery>();
  for (const film of shuffleByVotes(films, random)) {
    if (byText.size === count) break;
    const query = makeQuery(film, random);
    if (!byText.has(query.text)) byText.set(query.text, query);
  }
  return [...byText.values()];
}

/** A weighted shuffle: the more votes, the more likely in front (Efraimidis and Spirakis). */
function shuffleByVotes(films: readonly Film[], random: Random): Film[] {
  return films
    .filter(({ title }) => TYPABLE.test(title))
    .map((film) => ({
      film,
      key: Math.log(1 - random.next()) / Math.sqrt(film.votes + 1),
    }))
    .sort((a, b) => b.key - a.key)
    .map(({ film }) => film);
}
