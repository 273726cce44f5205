import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment } from 'nestjs-spearmint';
import { type ChatAnswer, ChatClient } from '../../llm/chat.client.js';
import { ModelConfig } from '../../llm/model.config.js';

@Injectable()
export class SummaryService {
  constructor(private readonly chat: ChatClient) {}

  @Experiment({ strategy: 'shadow' })
  summarize(
    text: string,
    config: ModelConfig = branchConfig(ModelConfig),
  ): Promise<ChatAnswer> {
    return this.chat.ask(config, text);
  }
}
