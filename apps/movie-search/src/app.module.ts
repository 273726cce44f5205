import { Module, ValidationPipe } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { InMemoryLogger, SpearmintModule } from 'nestjs-spearmint';
import { loggers } from './records/loggers.js';
import { BRANCHES } from './records/records.constants.js';
import { RecordsModule } from './records/records.module.js';
import { SearchConfig } from './search/search.config.js';
import { SearchModule } from './search/search.module.js';

@Module({
  imports: [
    SpearmintModule.forRootAsync({
      imports: [RecordsModule],
      inject: [InMemoryLogger],
      useFactory: (memory: InMemoryLogger) => ({
        configs: [new URL('../configs/', import.meta.url)],
        model: SearchConfig,
        logger: loggers(memory),
        recorder: { queueLimit: BRANCHES },
        // The demo compares all configs on every query: none may be skipped.
        background: { queueLimit: BRANCHES },
      }),
    }),
    SearchModule,
  ],
  providers: [
    {
      provide: APP_PIPE,
      useValue: new ValidationPipe({ transform: true, whitelist: true }),
    },
  ],
})
export class AppModule {}
