import type { BranchContainer } from '../branch/branch-container.js';
import {
  currentFrame,
  enterFrame,
  leaveFrame,
} from '../branch/context-storage.js';
import { type ConfigEntry, ConfigPool } from '../config/index.js';
import type { BranchFrame, MethodInvocation } from './method-invocation.js';
import { countOf, isStream } from './stream-result.js';

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

  private constructor(
    private readonly invocation: MethodInvocation<T>,
    private readonly entries: readonly ConfigEntry[],
    private readonly resolve: (container: BranchContainer<T>) => void,
  ) {
    this.left = entries.length;
  }

  /** Resolves with the call's container when all branches have ended. */
  static run<T>(
    invocation: MethodInvocation<T>,
    configs: Iterable<ConfigEntry>,
    concurrency = Infinity,
  ): Promise<BranchContainer<T>> {
    const entries =
      configs instanceof ConfigPool ? configs.slice() : [...configs];
    if (entries.length === 0) return Promise.resolve(invocation.container);
    return new Promise((resolve) => {
      const group = new FanOut(invocation, entries, resolve);
      group.start(Math.min(concurrency, entries.length));
    });
  }

  /**
   * Starts so many branches that take their time; those that throw at once end here,
   * without a deeper stack. From branch to branch the context is switched, and given
   * back after the last: on newer Nodes each switch copies every store there is.
   */
  private start(count: number): void {
    if (this.next >= this.entries.length) return;
    const outer = currentFrame();
    try {
      while (count > 0 && this.next < this.entries.length) {
        const entry = this.entries[this.next++] as ConfigEntry;
        if (this.startOne(this.invocation.open(entry, 'variant'))) count--;
      }
    } finally {
      leaveFrame(outer);
    }
  }

  private startOne(frame: BranchFrame<T>): boolean {
    let result: unknown;
    try {
      enterFrame(frame);
      result = this.invocation.callHere(frame, this.invocation.args);
    } catch (thrown) {
      this.invocation.failed(frame, thrown);
      this.ended();
      return false;
    }
    const promise = isStream(result)
      ? countOf(result, frame)
      : Promise.resolve(result);
    promise.then(
      (output) => this.succeeded(frame, output as T),
      (thrown: unknown) => this.failed(frame, thrown),
    );
    return true;
  }

  private succeeded(frame: BranchFrame<T>, output: T): void {
    if (isStream(output)) {
      countOf(output, frame).then(
        (count) => this.succeeded(frame, count as T),
        (thrown: unknown) => this.failed(frame, thrown),
      );
      return;
    }
    this.invocation.succeeded(frame, output);
    this.ended();
    this.start(1);
  }

  private failed(frame: BranchFrame<T>, thrown: unknown): void {
    this.invocation.failed(frame, thrown);
    this.ended();
    this.start(1);
  }

  private ended(): void {
    if (--this.left === 0) this.resolve(this.invocation.container);
  }
}
