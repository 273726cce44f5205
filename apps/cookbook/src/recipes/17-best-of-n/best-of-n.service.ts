import { Injectable } from '@nestjs/common';
import {
  type Branch,
  branchesOf,
  type ConfigPool,
  InjectConfigPool,
} from 'nestjs-spearmint';
import { JudgeService } from './judge.service.js';
import { WriterService } from './writer.service.js';

export interface Candidate {
  config: string;
  summary: string;
  score: number;
}

@Injectable()
export class BestOfNService {
  constructor(
    private readonly writer: WriterService,
    private readonly judge: JudgeService,
    @InjectConfigPool('writers') private readonly pool: ConfigPool,
  ) {}

  /** A summary by each writer that gave one, the best first. */
  async rank(text: string): Promise<Candidate[]> {
    const branches = branchesOf(await this.writer.write(text));
    const candidates = await Promise.all(
      branches
        .throwIfAllFailed()
        .successful()
        .map((branch) => this.grade(text, branch)),
    );
    return candidates.sort((a, b) => b.score - a.score);
  }

  private async grade(
    text: string,
    { configId, output: summary = '' }: Branch<string>,
  ): Promise<Candidate> {
    const score = await this.judge.judge(text, summary);
    const config = this.pool.byId(configId)?.label ?? configId;
    return { config, summary, score };
  }
}
