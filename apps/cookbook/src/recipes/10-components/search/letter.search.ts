import { Injectable } from '@nestjs/common';
import type { Search } from './search.interface.js';

/** Sentences with all letters of the query, the most such letters first. */
@Injectable()
export class LetterSearch implements Search {
  find(query: string, sentences: readonly string[]): string[] {
    const letters = new Set(query.split(''));
    const count = (sentence: string): number =>
      sentence.split('').filter((letter) => letters.has(letter)).length;
    return sentences
      .filter((sentence) =>
        [...letters].every((letter) => sentence.includes(letter)),
      )
      .sort((a, b) => count(b) - count(a));
  }
}
