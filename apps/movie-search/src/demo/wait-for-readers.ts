import type { BranchStore } from '@nestjs-spearmint/store';

/** What reads the journal gets so long, in milliseconds. */
const READ_MS = 30_000;

/** Waits until the database, and MLflow where there is one, have all that is recorded; gives what has not. */
export async function waitForReaders(store: BranchStore): Promise<string[]> {
  const [isDelivered, late] = await Promise.all([
    store.delivered(READ_MS),
    store.database?.caughtUp(READ_MS).then(
      () => [],
      (error: Error) => [error.message],
    ) ?? [],
  ]);
  if (isDelivered) return late;
  return [...late, 'MLflow gets the rest at the next start.'];
}
