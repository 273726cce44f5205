import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment } from 'nestjs-spearmint';
import { ChatClient } from '../../llm/chat.client.js';
import { ModelConfig } from '../../llm/model.config.js';

@Injectable()
export class SummaryService {
  constructor(private readonly chat: ChatClient) {}

  @Experiment()
  async summarize(
    text: string,
    config: ModelConfig = branchConfig(ModelConfig, 'llm.modelConfig'),
  ): Promise<string> {
    return (await this.chat.ask(config, text)).text;
  }

  /** The branch ends when the stream does. */
  @Experiment()
  stream(
    text: string,
    config: ModelConfig = branchConfig(ModelConfig, 'llm.modelConfig'),
  ): AsyncIterable<string> {
    return this.chat.stream(config, text);
  }
}
