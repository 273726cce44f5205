import { Module } from '@nestjs/common';
import { InMemoryLogger, SpearmintModule } from 'nestjs-spearmint';
import { DatasetService } from './dataset.service.js';
import { SuffixService } from './suffix.service.js';

@Module({
  imports: [
    SpearmintModule.forRoot({
      configs: [
        { $id: 'zero', suffix: 0 },
        { $id: 'one', suffix: 1 },
      ],
      logger: InMemoryLogger,
    }),
  ],
  providers: [SuffixService, DatasetService],
})
export class DatasetModule {}
