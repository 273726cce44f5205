import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment, RaceStrategy } from 'nestjs-spearmint';
import { ChatClient } from '../../llm/chat.client.js';
import { ModelConfig } from '../../llm/model.config.js';

@Injectable()
export class SummaryService {
  constructor(private readonly chat: ChatClient) {}

  @Experiment({ strategy: new RaceStrategy({ staggerMs: 100 }) })
  async summarize(
    text: string,
    config: ModelConfig = branchConfig(ModelConfig),
  ): Promise<string> {
    return (await this.chat.ask(config, text)).text;
  }
}
