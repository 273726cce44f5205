import { Injectable } from '@nestjs/common';
import {
  BranchConfig,
  BranchContext,
  Experiment,
  injected,
  type MaybeBranches,
} from 'nestjs-spearmint';
import { ChatClient } from '../../llm/chat.client.js';
import { ModelConfig } from '../../llm/model.config.js';
import { JudgeService } from './judge.service.js';
import { LimitsConfig } from './limits.config.js';

export interface Draft {
  summary: string;
  score: number;
}

@Injectable()
export class WriterService {
  constructor(
    private readonly chat: ChatClient,
    private readonly judge: JudgeService,
    private readonly context: BranchContext,
  ) {}

  /** A draft and its grade, which is recorded as a score of the draft's branch. */
  @Experiment({ pool: 'writers', strategy: 'multi-branch' })
  async write(
    text: string,
    @BranchConfig(ModelConfig, 'llm') model: ModelConfig = injected(),
    @BranchConfig(LimitsConfig, 'limits') limits: LimitsConfig = injected(),
  ): Promise<MaybeBranches<Draft>> {
    const { text: summary } = await this.chat.ask(model, text, limits);
    const score = await this.judge.judge(text, summary);
    this.context.current?.score('grade', score);
    return { summary, score };
  }
}
