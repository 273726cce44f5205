import { Module, ValidationPipe } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { SpearmintModule } from 'nestjs-spearmint';
import { BRANCHES, DRAIN_MS } from './records/records.constants.js';
import { RecordsModule } from './records/records.module.js';
import { SearchConfig } from './search/search.config.js';
import { SearchModule } from './search/search.module.js';

@Module({
  imports: [
    SpearmintModule.forRoot({
      configs: [new URL('../configs/', import.meta.url)],
      model: SearchConfig,
      recorder: { queueLimit: BRANCHES },
      // The demo compares all configs on every query: none may be skipped.
      background: { queueLimit: BRANCHES, drainMs: DRAIN_MS },
    }),
    RecordsModule,
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
