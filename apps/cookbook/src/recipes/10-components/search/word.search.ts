import { Injectable } from '@nestjs/common';
import type { Search } from './search.interface.js';

/** Sentences that contain the query as a word. */
@Injectable()
export class WordSearch implements Search {
  find(query: string, sentences: readonly string[]): string[] {
    return sentences.filter((sentence) =>
      sentence.toLowerCase().split(/\W+/).includes(query),
    );
  }
}
