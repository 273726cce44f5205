import type { Film } from '../../films/film.interface.js';
import type { Random } from '../random.js';
import type { Change, DemoQuery } from './query.interface.js';
import { misspell } from './typos.js';

/** Shorter words are typed right. */
const SHORTEST_WITH_TYPO = 4;

/** How often things go wrong. */
const SHARE = { dropped: 0.35, reordered: 0.2, oneTypo: 0.45, twoTypos: 0.2 };

/** What somebody might type who looks for this film. */
export function makeQuery(film: Film, random: Random): DemoQuery {
  const changes = new Set<Change>();
  const words = wordsOf(film.title);
  if (words.length > 2 && random.chance(SHARE.dropped)) {
    words.splice(random.below(words.length), 1);
    changes.add('dropped word');
  }
  if (words.length > 1 && random.chance(SHARE.reordered)) {
    const at = random.below(words.length - 1);
    words.splice(at, 2, words[at + 1], words[at]);
    changes.add('reordered words');
  }
  for (let typos = typoCount(random); typos > 0; typos--) {
    if (misspellOne(words, random)) changes.add('typo');
  }
  return { text: words.join(' '), filmId: film.id, changes };
}

/** Nobody types capitals and punctuation. */
export function wordsOf(title: string): string[] {
  return title
    .toLowerCase()
    .replaceAll("'", '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

function typoCount(random: Random): number {
  const point = random.next();
  if (point < SHARE.twoTypos) return 2;
  return point < SHARE.twoTypos + SHARE.oneTypo ? 1 : 0;
}

function misspellOne(words: string[], random: Random): boolean {
  const long = [...words.keys()].filter(
    (index) => words[index].length >= SHORTEST_WITH_TYPO,
  );
  if (long.length === 0) return false;
  const index = random.pick(long);
  const right = words[index];
  words[index] = misspell(right, random);
  // Two equal letters can have changed places.
  return words[index] !== right;
}
