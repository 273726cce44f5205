import { type BackendDriver, describeCause } from 'nestjs-spearmint';
import type { DeadLetters } from './dead-letters.js';

/** What became of the dead letters of a sink. @publicApi */
export interface ReplayResult {
  /** Taken by the backend now. */
  readonly delivered: number;
  /** Refused again; they are dead letters still. */
  readonly failed: number;
}

/**
 * Delivers dead letters again, each once.
 *
 * @param isClosing whether the rest is to be left for another time.
 * @throws what the file system throws.
 * @internal
 */
export async function replayLetters(
  letters: DeadLetters,
  driver: BackendDriver,
  isClosing: () => boolean,
): Promise<ReplayResult> {
  let delivered = 0;
  let failed = 0;
  for await (const letter of letters.takeAll()) {
    if (isClosing()) break;
    try {
      await driver.deliver([letter.branch]);
      delivered++;
    } catch (thrown) {
      await driver.giveUp(letter.branch);
      await letters.add({
        ...letter,
        at: new Date().toISOString(),
        error: describeCause(thrown),
        tries: letter.tries + 1,
      });
      failed++;
    }
  }
  return { delivered, failed };
}
