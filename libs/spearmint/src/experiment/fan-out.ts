import { afterEnds, BODIES_MS } from '../branch/after-ends.js';
import type { BranchContainer } from '../branch/branch-container.js';
import {
  currentFrame,
  enterFrame,
  leaveFrame,
  switchFrame,
} from '../branch/context-storage.js';
import type { ConfigEntry } from '../config/index.js';
import { countOf } from './count-stream.js';
import { limited } from './limited.js';
import type { BranchFrame } from './call-branches.js';
import type { MethodInvocation } from './method-invocation.js';
import { isStream } from './stream-kinds.js';

/**
 * Runs the method under many configs, a number of them at a time. One promise for
 * the whole group and one pair of handlers per branch: an async function per
 * branch costs twice that.
 *
 * @internal
 */
export class FanOut<T> {
  private next = 0;
  private left: number;
  private isYielding = false;
  /** Whether branches have ended, so that time has passed. */
  private isResumed = false;

  private constructor(
    private readonly invocation: MethodInvocation<T>,
    private readonly entries: readonly ConfigEntry[],
    private lanes: number,
    private readonly resolve: (container: BranchContainer<T>) => void,
  ) {
    this.left = entries.length;
  }

  /** Resolves with the call's container when all branches have ended. */
  static run<T>(
    invocation: MethodInvocation<T>,
    entries: readonly ConfigEntry[],
    concurrency = Infinity,
  ): Promise<BranchContainer<T>> {
    if (entries.length === 0) return Promise.resolve(invocation.container);
    return new Promise((resolve) => {
      new FanOut(invocation, entries, concurrency, resolve).startNext();
    });
  }

  private startNext(): void {
    if (this.isYielding || this.next >= this.entries.length) return;
    this.startFrom(this.openNext());
  }

  /**
   * Starts branches while there are free lanes; those that throw at once end here,
   * without a deeper stack. From branch to branch the context is switched, and given
   * back after the last: on newer Nodes each switch copies every store there is.
   */
  private startFrom(frame: BranchFrame<T>): void {
    const since = frame.branch.mark;
    const outer = currentFrame();
    const hidden = enterFrame(frame);
    try {
      for (;;) {
        if (this.start(frame)) this.lanes--;
        if (this.lanes <= 0 || this.next >= this.entries.length) return;
        frame = this.openNext();
        if (frame.branch.mark - since > BODIES_MS) break;
        switchFrame(frame);
      }
    } finally {
      leaveFrame(outer, hidden);
    }
    this.startLater(frame);
  }

  private startLater(frame: BranchFrame<T>): void {
    this.isYielding = true;
    afterEnds(() => {
      this.isYielding = false;
      frame.branch.mark = this.invocation.engine.timeline.now();
      this.startFrom(frame);
    });
  }

  private openNext(): BranchFrame<T> {
    const entry = this.entries[this.next++];
    return this.invocation.open(entry, 'variant');
  }

  private start(frame: BranchFrame<T>): boolean {
    const { invocation } = this;
    if (this.isAborted) {
      invocation.skipped(frame, 'the call was aborted before it started');
      this.ended();
      return false;
    }
    try {
      const result = invocation.callHere(frame, invocation.args);
      const outcome = isStream(result)
        ? countOf(result, frame)
        : Promise.resolve(result);
      this.follow(
        frame,
        invocation.isLimited
          ? limited(invocation, frame, read(outcome, frame))
          : outcome,
      );
      return true;
    } catch (thrown) {
      invocation.failed(frame, thrown);
      this.ended();
      return false;
    }
  }

  private follow(frame: BranchFrame<T>, outcome: Promise<unknown>): void {
    outcome.then(
      (output) => this.succeeded(frame, output as T),
      (thrown: unknown) => this.failed(frame, thrown),
    );
  }

  /** Whether nobody waits for what has not started. */
  private get isAborted(): boolean {
    const { invocation } = this;
    // The context around the call is asked late: few ever need its signal.
    return this.isResumed
      ? invocation.isAborted
      : invocation.signal?.aborted === true;
  }

  private succeeded(frame: BranchFrame<T>, output: T): void {
    if (isStream(output) && !frame.branch.isFinal) {
      return this.follow(frame, countOf(output, frame));
    }
    this.invocation.succeeded(frame, output);
    this.goOn();
  }

  private failed(frame: BranchFrame<T>, thrown: unknown): void {
    this.invocation.failed(frame, thrown);
    this.goOn();
  }

  private goOn(): void {
    this.lanes++;
    this.ended();
    this.isResumed = true;
    this.startNext();
  }

  private ended(): void {
    if (--this.left === 0) this.resolve(this.invocation.container);
  }
}

/** An outcome that is a stream, read to its end. */
function read<T>(
  outcome: Promise<unknown>,
  frame: BranchFrame<T>,
): Promise<unknown> {
  return outcome.then((output) =>
    isStream(output) ? countOf(output, frame) : output,
  );
}
