import { setTimeout as pause } from 'node:timers/promises';
import { StoreReadError } from './errors/store-read.error.js';
import type { StoredBranch } from './results/stored-branch.interface.js';
import type { Arrivals, ArrivalsTask } from './sql/arrivals.query.js';

/** @internal */
export interface FollowOptions {
  readonly pollMs: number;
  readonly signal: AbortSignal | undefined;
  readonly isStopped: () => boolean;
}

type Look = (task: ArrivalsTask) => Promise<Arrivals | undefined>;

/** How often in a row it may fail to read: a slow query of somebody else is no reason to end. */
const FAILURES = 5;

/**
 * Reads arrivals, gives them one by one, and looks for more when they are taken. The
 * first look is at once, so that what is recorded between the call and the first step
 * of the iteration is not missed.
 *
 * @internal
 */
export function follow(
  look: Look,
  first: ArrivalsTask,
  options: FollowOptions,
): AsyncGenerator<StoredBranch, void> {
  const begun = options.isStopped() ? undefined : look(first);
  // Told by the first step, if there is one.
  begun?.catch(() => undefined);
  return steps(look, first, begun, options);
}

async function* steps(
  look: Look,
  first: ArrivalsTask,
  begun: Promise<Arrivals | undefined> | undefined,
  { pollMs, signal, isStopped }: FollowOptions,
): AsyncGenerator<StoredBranch, void> {
  let task = first;
  let next = begun;
  let failures = 0;
  while (!isStopped()) {
    try {
      const found = await (next ?? look(task));
      failures = 0;
      task = after(task, found);
      for (const branch of found?.branches ?? []) {
        yield branch;
        if (isStopped()) return;
      }
      if (found?.isEnd === false) continue;
    } catch (error) {
      if (isStopped()) return;
      if (!(error instanceof StoreReadError) || ++failures === FAILURES)
        throw error;
    } finally {
      next = undefined;
    }
    await pause(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

function after(task: ArrivalsTask, found: Arrivals | undefined): ArrivalsTask {
  if (found !== undefined) return { ...task, at: found.at };
  // With the database comes what it begins with, which is new.
  return task.at === 'now' ? { ...task, at: 'start' } : task;
}
