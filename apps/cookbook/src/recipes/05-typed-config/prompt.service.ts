import { Injectable } from '@nestjs/common';
import { BranchConfig, Experiment, injected } from 'nestjs-spearmint';
import { PromptConfig } from './prompt.config.js';

@Injectable()
export class PromptService {
  @Experiment({ strategy: 'shadow' })
  async answer(
    prompt: string,
    @BranchConfig(PromptConfig) config: PromptConfig = injected(),
  ): Promise<string> {
    return `Prompt: ${prompt}, ${config.describe()}`;
  }
}
