import { Injectable } from '@nestjs/common';
import type { Search } from './search.interface.js';

/** Every second sentence, whatever the query: what the others have to beat. */
@Injectable()
export class EvenSearch implements Search {
  find(_query: string, sentences: readonly string[]): string[] {
    return sentences.filter((_sentence, index) => index % 2 === 0);
  }
}
