import { Controller, Get, Module, Query } from '@nestjs/common';
import { InMemoryLogger, SpearmintModule } from 'nestjs-spearmint';
import { EXAMPLE_TEXT } from '../../llm/example-text.js';
import { LlmModule } from '../../llm/llm.module.js';
import { llmSecrets } from '../../llm/llm-secrets.js';
import { SummaryService } from './summary.service.js';

@Controller()
export class SummaryController {
  constructor(private readonly service: SummaryService) {}

  @Get('summarize')
  async summarize(
    @Query('text') text = EXAMPLE_TEXT,
  ): Promise<{ summary: string }> {
    return { summary: await this.service.summarize(text) };
  }
}

@Module({
  imports: [
    SpearmintModule.forRoot({
      configs: [new URL('./configs/', import.meta.url)],
      secrets: llmSecrets,
      logger: InMemoryLogger,
      background: { concurrency: 4, timeoutMs: 10_000 },
    }),
    LlmModule,
  ],
  controllers: [SummaryController],
  providers: [SummaryService],
})
export class ShadowTrafficModule {}
