import { Injectable } from '@nestjs/common';
import { branchConfig, Experiment, FallbackStrategy } from 'nestjs-spearmint';
import { ChatClient } from '../../llm/chat.client.js';
import { ModelConfig } from '../../llm/model.config.js';
import { ChatError } from '../../llm/chat.error.js';

/** Not what is wrong with the request: that is wrong for every model. */
const isOutage = (error: unknown): boolean =>
  !(error instanceof ChatError) || error.status >= 429;

@Injectable()
export class SummaryService {
  constructor(private readonly chat: ChatClient) {}

  @Experiment({
    strategy: new FallbackStrategy({ on: isOutage }),
    retry: { attempts: 2, backoffMs: 20, retryIf: isOutage },
  })
  async summarize(
    text: string,
    config: ModelConfig = branchConfig(ModelConfig),
  ): Promise<string> {
    return (await this.chat.ask(config, text)).text;
  }
}
