import { Module } from '@nestjs/common';
import { SpearmintModule } from 'nestjs-spearmint';
import { PromptService } from './prompt.service.js';

@Module({
  imports: [
    SpearmintModule.forRoot({
      configs: [
        { model: 'gpt-4' },
        { model: 'gpt-3.5', temperature: 0.9, maxTokens: 50 },
      ],
    }),
  ],
  providers: [PromptService],
})
export class TypedConfigModule {}
