import { Injectable } from '@nestjs/common';
import {
  BranchConfig,
  Experiment,
  injected,
  type MaybeBranches,
} from 'nestjs-spearmint';
import { ChatClient } from '../../llm/chat.client.js';
import { ModelConfig } from '../../llm/model.config.js';
import { LimitsConfig } from './limits.config.js';

@Injectable()
export class WriterService {
  constructor(private readonly chat: ChatClient) {}

  @Experiment({ pool: 'writers', strategy: 'multi-branch' })
  async write(
    text: string,
    @BranchConfig(ModelConfig, 'llm') model: ModelConfig = injected(),
    @BranchConfig(LimitsConfig, 'limits') limits: LimitsConfig = injected(),
  ): Promise<MaybeBranches<string>> {
    return (await this.chat.ask(model, text, limits)).text;
  }
}
