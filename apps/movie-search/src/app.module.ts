import { Module, ValidationPipe } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { InMemoryLogger, SpearmintModule } from 'nestjs-spearmint';
import { SearchConfig } from './search/search.config.js';
import { SearchModule } from './search/search.module.js';

/** Room for the branches of a thousand searches, waiting and kept. */
const BRANCHES = 50_000;

@Module({
  imports: [
    SpearmintModule.forRootAsync({
      useFactory: () => ({
        configs: [new URL('../configs/', import.meta.url)],
        model: SearchConfig,
        logger: new InMemoryLogger({ limit: BRANCHES }),
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
