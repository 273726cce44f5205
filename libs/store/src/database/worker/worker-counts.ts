import type { WorkerCounts } from './worker-messages.js';

/** @internal */
export const NO_COUNTS: WorkerCounts = {
  added: 0,
  known: 0,
  refused: 0,
  unreadable: 0,
  missed: 0,
  expired: 0,
  setAside: 0,
  generation: 0,
};

/** @internal */
export function addCounts(
  one: WorkerCounts,
  other: WorkerCounts,
): WorkerCounts {
  const names = Object.keys(NO_COUNTS) as (keyof WorkerCounts)[];
  return Object.fromEntries(
    names.map((name) => [name, one[name] + other[name]]),
  ) as unknown as WorkerCounts;
}
