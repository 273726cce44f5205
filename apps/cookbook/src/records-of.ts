import type { INestApplication } from '@nestjs/common';
import {
  BackgroundSupervisor,
  BranchRecorder,
  type BranchRecord,
  type InMemoryLogger,
  LoggerBackend,
} from 'nestjs-spearmint';

/** What a recipe has recorded, in order of start, once its shadows have ended. */
export async function recordsOf(
  app: INestApplication,
): Promise<BranchRecord[]> {
  await app.get(BackgroundSupervisor).idle();
  await app.get(BranchRecorder).flush();
  const { branches } = app.get<InMemoryLogger>(LoggerBackend);
  return [...branches].sort((a, b) => (a.id < b.id ? -1 : 1));
}
