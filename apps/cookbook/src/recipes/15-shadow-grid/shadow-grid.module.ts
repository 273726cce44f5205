import { Controller, Get, Module, Query } from '@nestjs/common';
import { InMemoryLogger, SpearmintModule } from 'nestjs-spearmint';
import type { ChatAnswer } from '../../llm/chat.client.js';
import { EXAMPLE_TEXT } from '../../llm/example-text.js';
import { LlmModule } from '../../llm/llm.module.js';
import { llmSecrets } from '../../llm/llm-secrets.js';
import { SummaryService } from './summary.service.js';

@Controller()
export class SummaryController {
  constructor(private readonly service: SummaryService) {}

  @Get('summarize')
  summarize(@Query('text') text = EXAMPLE_TEXT): Promise<ChatAnswer> {
    return this.service.summarize(text);
  }
}

@Module({
  imports: [
    SpearmintModule.forRoot({
      configs: [new URL('./grid.yaml', import.meta.url)],
      secrets: llmSecrets,
      logger: InMemoryLogger,
      // Eight shadows for each request, four at a time.
      background: { concurrency: 4, timeoutMs: 10_000 },
    }),
    LlmModule,
  ],
  controllers: [SummaryController],
  providers: [SummaryService],
})
export class ShadowGridModule {}
