import { type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  InMemoryLogger,
  SpearmintModule,
  type SpearmintOptions,
} from 'nestjs-spearmint';

class BenchModule {}

/** An application with the services, two configs and an in-memory ring. */
export function bootApp(
  providers: Type<object>[],
  options: SpearmintOptions = {},
): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(
    {
      module: BenchModule,
      imports: [
        SpearmintModule.forRoot({
          configs: [{ k: 1 }, { k: 2 }],
          logger: new InMemoryLogger({ limit: 1_000 }),
          background: { concurrency: 1_024, queueLimit: 100_000 },
          ...options,
        }),
      ],
      providers,
    },
    { logger: false },
  );
}
