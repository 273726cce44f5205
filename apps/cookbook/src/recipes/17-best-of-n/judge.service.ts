import { Injectable } from '@nestjs/common';
import { BranchConfig, Experiment, injected } from 'nestjs-spearmint';
import { ChatClient } from '../../llm/chat.client.js';
import { ModelConfig } from '../../llm/model.config.js';

@Injectable()
export class JudgeService {
  constructor(private readonly chat: ChatClient) {}

  /** From 0 to 10. An experiment too, so that judges can be compared. */
  @Experiment({ pool: 'judges' })
  async judge(
    text: string,
    summary: string,
    @BranchConfig(ModelConfig) config: ModelConfig = injected(),
  ): Promise<number> {
    const question = `TEXT: ${text}\n\nSUMMARY: ${summary}`;
    const answer = await this.chat.ask(config, question, {
      response_format: { type: 'json_object' },
    });
    const { score } = JSON.parse(answer.text) as { score?: unknown };
    if (typeof score === 'number') return score;
    throw new TypeError(`The judge gave no grade: ${answer.text}`);
  }
}
