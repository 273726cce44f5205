import type { BranchRecord } from '../branch/branch-record.interface.js';
import { WaitTimeoutError } from '../errors/wait-timeout.error.js';
import { Deadline } from './deadline.js';

interface Waiter {
  readonly count: number;
  readonly resolve: () => void;
}

/** Those who wait until so many branches have been recorded. @internal */
export class RecordWaiters {
  private waiters: Waiter[] = [];

  /** Lets those go on who waited for `total` or less. */
  wake(total: number): void {
    if (this.waiters.length === 0) return;
    const ready = this.waiters.filter(({ count }) => count <= total);
    this.waiters = this.waiters.filter(({ count }) => count > total);
    for (const { resolve } of ready) resolve();
  }

  /** @throws WaitTimeoutError that tells what is in `found` at the deadline. */
  async wait(
    count: number,
    timeoutMs: number,
    found: () => readonly BranchRecord[],
  ): Promise<void> {
    let waiter: Waiter | undefined;
    const reached = new Promise<void>((resolve) => {
      waiter = { count, resolve };
      this.waiters.push(waiter);
    });
    const deadline = new Deadline(timeoutMs);
    const inTime = await deadline.allows(reached);
    deadline.clear();
    if (inTime) return;
    this.waiters = this.waiters.filter((other) => other !== waiter);
    throw new WaitTimeoutError(
      timeoutMs,
      `${count} recorded ${count === 1 ? 'branch' : 'branches'}`,
      told(found()),
      'A branch is recorded when it has ended: see whether the call was made, ' +
        'what still runs in BackgroundSupervisor.stats() and what was dropped in BranchRecorder.stats(), ' +
        'or wait longer with { timeoutMs }.',
    );
  }
}

/** Names what came, but nothing of what it holds. */
function told(records: readonly BranchRecord[]): string {
  if (records.length === 0) return 'none came';
  const last = records.slice(-10).map(({ experiment, configId, ...rest }) => {
    const how = rest.error === undefined ? '' : ` with ${rest.error.type}`;
    return `"${experiment}" under "${configId}" (${rest.role}, ${rest.status}${how})`;
  });
  const rest = records.length - last.length;
  return `${records.length} came, ${rest > 0 ? `the last ${last.length} are ` : ''}${last.join(', ')}`;
}
