import { IsIn, IsInt, Min } from 'class-validator';
import { AlphabetRank } from './rank/alphabet.rank.js';
import { AsFoundRank } from './rank/as-found.rank.js';
import { LongestRank } from './rank/longest.rank.js';
import { EvenSearch } from './search/even.search.js';
import { LetterSearch } from './search/letter.search.js';
import { WordSearch } from './search/word.search.js';

/** The injection token of each search, by the name that configs use. */
export const SEARCHES = {
  even: EvenSearch,
  word: WordSearch,
  letter: LetterSearch,
};

export const RANKS = {
  'as-found': AsFoundRank,
  longest: LongestRank,
  alphabet: AlphabetRank,
};

export class FindConfig {
  @IsIn(Object.keys(SEARCHES)) search!: keyof typeof SEARCHES;
  @IsIn(Object.keys(RANKS)) rank!: keyof typeof RANKS;
  @IsInt() @Min(1) limit!: number;
}
