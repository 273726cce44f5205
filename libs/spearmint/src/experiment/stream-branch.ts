import { watchLimits } from './limited.js';
import type { BranchFrame } from './call-branches.js';
import type { FollowedStream } from './followed-stream.interface.js';
import type { MethodInvocation } from './method-invocation.js';
import { quietly } from './quietly.js';

/** A branch that goes on as a stream, seen from the stream. @internal */
export class StreamBranch implements FollowedStream {
  private readonly stops = new Set<(reason: unknown) => void>();
  private readonly release: (() => void) | undefined;
  private isCut = false;
  private reason: unknown;

  constructor(
    private readonly invocation: MethodInvocation,
    private readonly frame: BranchFrame<unknown>,
  ) {
    if (invocation.isLimited) {
      this.release = watchLimits(invocation, frame, (reason) =>
        this.cut(reason),
      );
    }
  }

  /** Runs `work` in the branch's context. */
  within<R>(work: () => R): R {
    return this.invocation.within(this.frame, work);
  }

  /** The stream has ended, or its reader has enough. */
  succeed(count: number | undefined): void {
    if (this.isLeft()) return;
    this.release?.();
    this.invocation.succeeded(this.frame, count);
  }

  fail(thrown: unknown): void {
    if (this.isLeft()) return;
    this.release?.();
    this.invocation.failed(this.frame, thrown);
  }

  /**
   * Calls `stop` when the branch runs out of time or its caller gives up.
   *
   * @returns forgets it.
   */
  onCut(stop: (reason: unknown) => void): () => void {
    if (this.isCut) stop(this.reason);
    else if (this.release !== undefined) this.stops.add(stop);
    return () => this.stops.delete(stop);
  }

  /** The method may hear before this does that its caller is gone: an end with which it answers is none. */
  private isLeft(): boolean {
    const { signal } = this.invocation;
    if (signal?.aborted !== true || this.frame.branch.isFinal) return false;
    this.cut(signal.reason);
    this.frame.abort(signal.reason);
    return true;
  }

  private cut(reason: unknown): void {
    this.isCut = true;
    this.reason = reason;
    this.release?.();
    this.invocation.failed(this.frame, reason);
    const stops = [...this.stops];
    this.stops.clear();
    for (const stop of stops) quietly(() => stop(reason));
  }
}
