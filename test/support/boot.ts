import type { ModuleMetadata, Provider, Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  BranchRecorder,
  type BranchRecord,
  ExperimentRunner,
  InMemoryLogger,
  SpearmintModule,
  type SpearmintOptions,
} from 'nestjs-spearmint';
import { settleBackground } from 'nestjs-spearmint/testing';
import { CapturedLogger } from './captured-logger.js';

/** A small application with what the tests look at. */
export interface Booted {
  readonly module: TestingModule;
  readonly logger: InMemoryLogger;
  readonly runner: ExperimentRunner;
  /** What Spearmint and Nest said. */
  readonly said: CapturedLogger;
  get<T>(type: Type<T>): T;
  /** Everything that has ended so far. */
  records(): Promise<readonly BranchRecord[]>;
  /** Waits for background work and for the records of all that ran. */
  settle(): Promise<void>;
}

const open = new Set<TestingModule>();

/** Boots an application; {@link closeAll} ends it. */
export async function boot(
  options: SpearmintOptions,
  providers: Provider[],
  extra: ModuleMetadata = {},
): Promise<Booted> {
  const logger = new InMemoryLogger();
  const said = new CapturedLogger();
  const module = await Test.createTestingModule({
    ...extra,
    imports: [
      SpearmintModule.forRoot({ logger, ...options }),
      ...(extra.imports ?? []),
    ],
    providers,
  })
    .setLogger(said)
    .compile();
  open.add(module);
  await module.init();
  return {
    module,
    logger,
    said,
    runner: module.get(ExperimentRunner),
    get: (type) => module.get(type, { strict: false }),
    records: async () => {
      await module.get(BranchRecorder).flush();
      return logger.branches;
    },
    settle: () => settleBackground(module),
  };
}

/** The error that a boot fails with. */
export async function bootError(
  options: SpearmintOptions,
  providers: Provider[],
): Promise<Error & { code?: string }> {
  try {
    await boot(options, providers);
  } catch (thrown) {
    return thrown as Error;
  }
  throw new Error('the boot did not fail');
}

export async function closeAll(): Promise<void> {
  for (const module of open) {
    open.delete(module);
    await module.close();
  }
}

/** Lets so many turns of the event loop pass. */
export async function turns(count = 3): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise(setImmediate);
}

export interface Delta {
  readonly delta: number;
}

/** 10 + delta is 11, 15 and 20. */
export const pool3 = [
  { $id: 'one', delta: 1, multiplier: 2 },
  { $id: 'five', delta: 5, multiplier: 3 },
  { $id: 'ten', delta: 10, multiplier: 1 },
] as const;

/** The value that a promise rejects with. */
export async function rejection(
  promise: PromiseLike<unknown>,
): Promise<unknown> {
  try {
    await promise;
  } catch (thrown) {
    return thrown;
  }
  throw new Error('the promise did not reject');
}
