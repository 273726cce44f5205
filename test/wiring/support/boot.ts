import type { ModuleMetadata, Provider } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  type BranchRecord,
  BranchRecorder,
  InMemoryLogger,
  SpearmintModule,
  type SpearmintOptions,
} from 'nestjs-spearmint';
import { CapturedLogger } from './captured-logger.js';

/** An application without HTTP, with what it records and says. */
export interface Booted {
  readonly module: TestingModule;
  readonly said: CapturedLogger;
  /** Everything that ended so far. */
  records(): Promise<readonly BranchRecord[]>;
}

/** Boots providers with the module's options; recorded in memory. */
export async function boot(
  options: SpearmintOptions,
  providers: Provider[],
  metadata: ModuleMetadata = {},
): Promise<Booted> {
  const logger = new InMemoryLogger();
  const said = new CapturedLogger();
  const module = await Test.createTestingModule({
    ...metadata,
    imports: [
      SpearmintModule.forRoot({ logger, ...options }),
      ...(metadata.imports ?? []),
    ],
    providers,
  })
    .setLogger(said)
    .compile();
  await module.init();
  return {
    module,
    said,
    records: async () => {
      await module.get(BranchRecorder).flush();
      return logger.branches;
    },
  };
}
