import { within } from '../../branch/context-storage.js';
import { onAbort } from '../../branch/on-abort.js';
import { timerMs } from '../../logging/timer-ms.js';
import type { BranchFrame } from '../call-branches.js';
import type { ExperimentLog } from '../experiment.log.js';
import { Succession } from '../succession.js';
import { type RetryPolicy, waitAfter } from './retry-policy.js';

/**
 * Runs the body of one branch, and again when it fails: until its policy has enough,
 * or the branch is aborted or has ended.
 *
 * @internal
 */
export class RetriedBranch extends Succession {
  private attempts = 0;
  private cutPause: (() => void) | undefined = undefined;

  constructor(
    private readonly policy: RetryPolicy,
    private readonly frame: BranchFrame<unknown>,
    private readonly log: ExperimentLog,
    private readonly body: () => unknown,
  ) {
    super();
  }

  /** The branch is final. */
  finish(): void {
    this.cutPause?.();
  }

  protected attempt(): unknown {
    this.attempts++;
    this.frame.branch.beginAttempt();
    return this.attempts === 1 ? this.body() : within(this.frame, this.body);
  }

  protected override gave(): void {
    this.frame.branch.endAttempt();
  }

  protected async goesOn(thrown: unknown): Promise<boolean> {
    this.frame.branch.endAttempt({ thrown });
    if (!this.mayRetry(thrown)) return false;
    await this.pause(waitAfter(this.attempts, this.policy, Math.random));
    return !this.isOver;
  }

  private mayRetry(thrown: unknown): boolean {
    const { attempts, policy } = this;
    if (this.isOver || attempts >= policy.attempts) return false;
    try {
      return policy.retryIf(thrown, attempts);
    } catch (fault) {
      this.log.retryFault(fault);
      return false;
    }
  }

  private get isOver(): boolean {
    return this.frame.branch.isFinal || this.frame.signal.aborted;
  }

  /** Ends early when the branch is aborted or has ended. */
  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        forget();
        this.cutPause = undefined;
        resolve();
      };
      const timer = setTimeout(end, timerMs(ms));
      const forget = onAbort(this.frame.signal, end);
      this.cutPause = end;
    });
  }
}
