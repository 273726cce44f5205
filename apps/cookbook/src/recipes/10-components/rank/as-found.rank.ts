import { Injectable } from '@nestjs/common';
import type { Rank } from './rank.interface.js';

@Injectable()
export class AsFoundRank implements Rank {
  sort(sentences: readonly string[]): string[] {
    return [...sentences];
  }
}
