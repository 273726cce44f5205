import { Injectable } from '@nestjs/common';
import type { Rank } from './rank.interface.js';

@Injectable()
export class LongestRank implements Rank {
  sort(sentences: readonly string[]): string[] {
    return [...sentences].sort((a, b) => b.length - a.length);
  }
}
