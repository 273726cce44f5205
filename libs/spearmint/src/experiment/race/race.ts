import { AllBranchesFailedError } from '../../branch/all-branches-failed.error.js';
import type { Branch } from '../../branch/branch.js';
import type { ConfigEntry } from '../../config/index.js';
import { timerMs } from '../../logging/timer-ms.js';
import type { RaceOptions } from '../../strategy/experiment-invocation.interface.js';
import type { BranchFrame } from '../call-branches.js';
import type { MethodInvocation } from '../method-invocation.js';

/** What a branch in a race tells of itself. @internal */
export interface Racer {
  /** @returns whether it is the first; then it goes on, and the others are aborted. */
  won(): boolean;
  failed(thrown: unknown): void;
}

/** How a kind of result takes part in a race. @internal */
export interface RaceKind<T> {
  /**
   * Follows a branch whose body has returned.
   *
   * @returns stops following it.
   */
  follow(
    frame: BranchFrame<T>,
    result: unknown,
    racer: Racer,
  ): (() => void) | undefined;
  /** None has won: with what every branch threw, or why the call was aborted. */
  lost(thrown: unknown): void;
}

/** Why branches end that nobody waits for. @internal */
export const LEFT = 'the caller left before any config had an item';
/** Why branches end with their call. @internal */
export const ABORTED = 'the call was aborted';

/**
 * Branches of which the first success counts: the others are aborted and recorded as
 * skipped. Starts as many at a time as it may, further ones after a pause each, and
 * at once when one fails.
 *
 * @internal
 */
export class Race<T> {
  private readonly running = new Map<
    BranchFrame<T>,
    (() => void) | undefined
  >();
  private next = 0;
  private isOver = false;
  private isStarting = false;
  /** Whether the next branch may start without a pause. */
  private isDue = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    readonly invocation: MethodInvocation<T>,
    private readonly entries: readonly ConfigEntry[],
    private readonly options: RaceOptions,
  ) {}

  /** The next branch. */
  open(): BranchFrame<T> {
    return this.invocation.open(this.entries[this.next++], 'variant');
  }

  /** Goes on from the first branch, whose body has given `result`. */
  begin(kind: RaceKind<T>, first: BranchFrame<T>, result: unknown): void {
    this.follow(kind, first, result);
    this.startSome(kind);
  }

  /** Goes on from the first branch, whose body has thrown at once. */
  beginFailed(kind: RaceKind<T>, first: BranchFrame<T>, thrown: unknown): void {
    this.invocation.failed(first, thrown);
    this.failed(kind, first, thrown);
  }

  /** Ends all branches; nobody waits for them any more. */
  stop(reason: string): void {
    if (this.isOver) return;
    this.end(reason);
  }

  /** A loop, and no recursion from failure to failure: there may be thousands. */
  private startSome(kind: RaceKind<T>): void {
    if (this.isStarting) return;
    const { concurrency = Infinity, staggerMs = 0 } = this.options;
    this.isStarting = true;
    const { running } = this;
    // One at least: a strategy of the user's may ask for none.
    while (this.hasNext && (running.size < concurrency || running.size === 0)) {
      if (staggerMs > 0 && running.size > 0 && !this.isDue) {
        this.timer ??= setTimeout(() => this.paused(kind), timerMs(staggerMs));
        break;
      }
      this.isDue = false;
      this.start(kind);
    }
    this.isStarting = false;
    if (this.isOver || this.hasNext || running.size > 0) return;
    this.end('');
    this.lost(kind, new AllBranchesFailedError(this.failures()));
  }

  /** The pause is over. */
  private paused(kind: RaceKind<T>): void {
    if (this.invocation.isAborted) this.skipRest(ABORTED);
    else this.goOn(kind);
  }

  /** Starts the next branch without a pause. */
  private goOn(kind: RaceKind<T>): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isDue = true;
    this.startSome(kind);
  }

  private start(kind: RaceKind<T>): void {
    const { invocation } = this;
    const frame = this.open();
    let result: unknown;
    try {
      result = invocation.call(frame, invocation.args);
    } catch (thrown) {
      invocation.failed(frame, thrown);
      return this.failed(kind, frame, thrown);
    }
    this.follow(kind, frame, result);
  }

  private follow(
    kind: RaceKind<T>,
    frame: BranchFrame<T>,
    result: unknown,
  ): void {
    this.running.set(frame, undefined);
    const stop = kind.follow(frame, result, {
      won: () => this.won(frame),
      failed: (thrown) => this.failed(kind, frame, thrown),
    });
    if (this.running.has(frame)) this.running.set(frame, stop);
  }

  private get hasNext(): boolean {
    return !this.isOver && this.next < this.entries.length;
  }

  private won(frame: BranchFrame<T>): boolean {
    if (this.isOver) return false;
    this.running.delete(frame);
    this.end(`config "${frame.branch.configId}" was faster`);
    return true;
  }

  private failed(
    kind: RaceKind<T>,
    frame: BranchFrame<T>,
    thrown: unknown,
  ): void {
    this.running.delete(frame);
    if (this.isOver) return;
    if (this.invocation.isAborted) {
      this.end(ABORTED);
      return this.lost(kind, thrown);
    }
    this.goOn(kind);
  }

  private lost(kind: RaceKind<T>, thrown: unknown): void {
    this.invocation.gaveUp(thrown);
    kind.lost(thrown);
  }

  private failures(): Branch[] {
    const branches = [...this.invocation.container] as Branch[];
    return branches.filter(({ status }) => status === 'failed');
  }

  /** Aborts what runs, and records what has not started. */
  private end(reason: string): void {
    this.isOver = true;
    clearTimeout(this.timer);
    const { invocation, running } = this;
    for (const [frame, stop] of running) {
      invocation.skipped(frame, reason);
      frame.abort(new DOMException(reason, 'AbortError'));
      stop?.();
    }
    running.clear();
    this.skipRest(reason);
  }

  private skipRest(reason: string): void {
    while (this.next < this.entries.length) {
      this.invocation.skipped(this.open(), reason);
    }
  }
}
