import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  BranchRecorder,
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

/** Waits until everything recorded has reached the backend: what a batch leaves behind is not the next one's. */
export function delivered(app: INestApplicationContext): Promise<unknown> {
  return app.get(BranchRecorder).flush();
}
