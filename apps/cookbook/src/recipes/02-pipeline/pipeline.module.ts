import { Module } from '@nestjs/common';
import { InMemoryLogger, SpearmintModule } from 'nestjs-spearmint';
import { PipelineService } from './pipeline.service.js';

@Module({
  imports: [
    SpearmintModule.forRoot({
      logger: InMemoryLogger,
      // For PipelineService.run(), which has no configs.
      emptyPool: 'passthrough',
    }),
  ],
  providers: [PipelineService],
})
export class PipelineModule {}
