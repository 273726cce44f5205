import type { Random } from '../random.js';

const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** The keys beside, above and below a key. */
export function neighboursOf(key: string): string[] {
  const y = ROWS.findIndex((row) => row.includes(key));
  if (y < 0) return [];
  const x = ROWS[y].indexOf(key);
  return [
    ROWS[y][x - 1],
    ROWS[y][x + 1],
    ROWS[y - 1]?.[x],
    ROWS[y + 1]?.[x],
  ].filter((neighbour) => neighbour !== undefined);
}

type Typo = (word: string, at: number, random: Random) => string;

/** `inception`, at 2: `inecption`. */
const swap: Typo = (word, at) =>
  word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);

/** `inception`, at 2: `ineption`. */
const drop: Typo = (word, at) => word.slice(0, at) + word.slice(at + 1);

/** `inception`, at 2: `incception`. */
const double: Typo = (word, at) => word.slice(0, at + 1) + word.slice(at);

/** `inception`, at 2: `inveption`, or another key near `c`. */
const slip: Typo = (word, at, random) => {
  const neighbours = neighboursOf(word[at]);
  if (neighbours.length === 0) return double(word, at, random);
  return word.slice(0, at) + random.pick(neighbours) + word.slice(at + 1);
};

const TYPOS = [swap, drop, double, slip];

/** The word with one typo after its first letter, which people mostly get right. */
export function misspell(word: string, random: Random): string {
  const at = 1 + random.below(word.length - 2);
  return random.pick(TYPOS)(word, at, random);
}
