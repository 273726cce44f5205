import { Injectable } from '@nestjs/common';
import type { Rank } from './rank.interface.js';

@Injectable()
export class AlphabetRank implements Rank {
  sort(sentences: readonly string[]): string[] {
    return [...sentences].sort();
  }
}
