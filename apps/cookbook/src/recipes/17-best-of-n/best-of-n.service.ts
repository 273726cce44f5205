import { Injectable } from '@nestjs/common';
import { branchesOf } from 'nestjs-spearmint';
import { type Draft, WriterService } from './writer.service.js';

export interface Candidate extends Draft {
  config: string;
}

@Injectable()
export class BestOfNService {
  constructor(private readonly writer: WriterService) {}

  /** A summary by each writer that gave one that was graded, the best first. */
  async rank(text: string): Promise<Candidate[]> {
    return branchesOf(await this.writer.write(text))
      .throwIfAllFailed()
      .successful()
      .map(({ label = '', output }) => ({ config: label, ...output }))
      .sort((a, b) => b.score - a.score);
  }
}
