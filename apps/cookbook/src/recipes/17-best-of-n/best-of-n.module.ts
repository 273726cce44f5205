import { Controller, Get, Module, Query } from '@nestjs/common';
import { InMemoryLogger, SpearmintModule } from 'nestjs-spearmint';
import { EXAMPLE_TEXT } from '../../llm/example-text.js';
import { LlmModule } from '../../llm/llm.module.js';
import { llmSecrets } from '../../llm/llm-secrets.js';
import { BestOfNService, type Candidate } from './best-of-n.service.js';
import { JudgeService } from './judge.service.js';
import { WriterService } from './writer.service.js';

@Controller()
export class BestOfNController {
  constructor(private readonly service: BestOfNService) {}

  @Get('summarize')
  async summarize(@Query('text') text = EXAMPLE_TEXT): Promise<Candidate> {
    const [best] = await this.service.rank(text);
    return best;
  }

  @Get('summaries')
  summaries(@Query('text') text = EXAMPLE_TEXT): Promise<Candidate[]> {
    return this.service.rank(text);
  }
}

const file = (name: string): URL => new URL(name, import.meta.url);

@Module({
  imports: [
    SpearmintModule.forRoot({ secrets: llmSecrets, logger: InMemoryLogger }),
    SpearmintModule.forFeature([
      { name: 'writers', configs: [file('./writers.yaml')] },
      { name: 'judges', configs: [file('./judge.yaml')] },
    ]),
    LlmModule,
  ],
  controllers: [BestOfNController],
  providers: [BestOfNService, JudgeService, WriterService],
})
export class BestOfNModule {}
