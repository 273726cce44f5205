import type { BranchStore } from '@nestjs-spearmint/store';

const DATABASE_MS = 30_000;
/** A server takes some hundred traces in a second. */
const MLFLOW_MS = 600_000;

/** Waits until the database, and MLflow where there is one, have all that is recorded; says what takes time or has failed. */
export async function waitForReaders(
  store: BranchStore,
  say: (line: string) => void,
): Promise<void> {
  await store.database
    ?.caughtUp(DATABASE_MS)
    .catch((error: Error) => say(error.message));
  if (store.stats().sinks.length === 0) return;
  say('\nMLflow is being fed. Ctrl-C leaves the rest to the next start.');
  if (!(await store.delivered(MLFLOW_MS)))
    say('MLflow gets the rest at the next start.');
}
