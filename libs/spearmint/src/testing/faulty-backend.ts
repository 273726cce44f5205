import type { BranchRecord } from '../branch/branch-record.interface.js';
import { LoggerBackend } from '../logging/index.js';

/**
 * What is wrong with a backend: it throws at once, gives a promise that rejects,
 * never answers, or answers late.
 *
 * @publicApi
 */
export type BackendFault =
  'throws' | 'rejects' | 'hangs' | { readonly delayMs: number };

/**
 * A backend that misbehaves whenever it is called (`logBranches`, `flush`, `close`)
 * until it is repaired, to see that callers and other backends do not notice.
 *
 * ```ts
 * const backend = new FaultyBackend('hangs');
 * overrideSpearmint(builder, { logger: backend });
 * ```
 *
 * @publicApi
 */
export class FaultyBackend extends LoggerBackend {
  /** How many calls it got, whatever became of them. */
  calls = 0;
  private readonly taken: BranchRecord[] = [];
  private fault: BackendFault | undefined;
  private wake: () => void = () => undefined;
  private readonly repaired = new Promise<void>((resolve) => {
    this.wake = resolve;
  });

  /** @param error what it throws or rejects with. */
  constructor(
    fault: BackendFault,
    private readonly error: unknown = new Error('the backend is out of order'),
  ) {
    super();
    this.fault = fault;
  }

  /** The branches that got through, in order. */
  get branches(): readonly BranchRecord[] {
    return this.taken;
  }

  /** Works from now on; calls that hang are answered. */
  repair(): void {
    this.fault = undefined;
    this.wake();
  }

  override logBranches(records: readonly BranchRecord[]): void | Promise<void> {
    return this.answer(() => void this.taken.push(...records));
  }

  override flush(): void | Promise<void> {
    return this.answer(() => undefined);
  }

  override close(): void | Promise<void> {
    return this.answer(() => undefined);
  }

  private answer(work: () => void): void | Promise<void> {
    this.calls++;
    const { fault, error } = this;
    if (fault === undefined) return work();
    if (fault === 'throws') throw error;
    // Whatever a backend rejects with is the recorder's to handle.
    if (fault === 'rejects') return Promise.reject(error);
    if (fault === 'hangs') return this.repaired.then(work);
    return new Promise<void>((resolve) => {
      setTimeout(resolve, fault.delayMs);
    }).then(work);
  }
}
