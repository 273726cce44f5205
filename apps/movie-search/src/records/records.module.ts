import { Module } from '@nestjs/common';
import { InMemoryLogger } from 'nestjs-spearmint';
import { BRANCHES } from './records.constants.js';

/** Keeps the branches that the demo compares. */
@Module({
  providers: [
    {
      provide: InMemoryLogger,
      useFactory: () => new InMemoryLogger({ limit: BRANCHES }),
    },
  ],
  exports: [InMemoryLogger],
})
export class RecordsModule {}
