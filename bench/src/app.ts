import type {
  DynamicModule,
  INestApplicationContext,
  Type,
} from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  BranchRecorder,
  InMemoryLogger,
  SpearmintModule,
  type SpearmintOptions,
} from 'nestjs-spearmint';
import { HeldRecorder } from './held-recorder.js';

/** An application with the services, two configs and an in-memory ring. */
export async function bootApp(
  providers: Type<object>[],
  options: SpearmintOptions = {},
  imports: DynamicModule[] = [],
): Promise<INestApplicationContext> {
  const module = await Test.createTestingModule({
    imports: [
      SpearmintModule.forRoot({
        configs: [{ k: 1 }, { k: 2 }],
        logger: new InMemoryLogger({ limit: 1_000 }),
        recorder: { queueLimit: 100_000 },
        background: { concurrency: 1_024, queueLimit: 100_000 },
        ...options,
      }),
      ...imports,
    ],
    providers,
  })
    .overrideProvider(BranchRecorder)
    .useValue(new HeldRecorder())
    .compile();
  return module.init();
}

/** Brings what was recorded to the backend: what a batch leaves behind is not the next one's. */
export function delivered(app: INestApplicationContext): Promise<void> {
  return (app.get(BranchRecorder) as HeldRecorder).deliver();
}
