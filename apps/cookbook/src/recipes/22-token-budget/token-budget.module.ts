import { Module } from '@nestjs/common';
import { InMemoryLogger, SpearmintModule } from 'nestjs-spearmint';
import { LlmModule } from '../../llm/llm.module.js';
import { llmSecrets } from '../../llm/llm-secrets.js';
import { BudgetHook } from './budget.hook.js';
import { SummaryService } from './summary.service.js';

@Module({
  imports: [
    SpearmintModule.forRoot({
      configs: [new URL('./models.yaml', import.meta.url)],
      secrets: llmSecrets,
      logger: InMemoryLogger,
    }),
    LlmModule,
  ],
  providers: [BudgetHook, SummaryService],
})
export class TokenBudgetModule {}
