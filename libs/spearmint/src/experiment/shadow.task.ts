import { AsyncResource } from 'node:async_hooks';
import type {
  BackgroundTask,
  TaskOwner,
} from '../background/background-task.interface.js';
import { enterScope } from '../branch/context-storage.js';
import { describeError } from '../branch/describe-error.js';
import { BranchTimeoutError } from './branch-timeout.error.js';
import { countOf } from './count-stream.js';
import type { BranchFrame } from './call-branches.js';
import type { MethodInvocation } from './method-invocation.js';
import { discard } from './discard.js';
import { isStream } from './stream-kinds.js';

/** A branch in the background. Whatever it does ends in its record. @internal */
export class ShadowTask<T> extends AsyncResource implements BackgroundTask {
  startedAt = -1;
  queued = false;
  released = false;
  previous: BackgroundTask | undefined = undefined;
  next: BackgroundTask | undefined = undefined;

  constructor(
    private readonly invocation: MethodInvocation<T>,
    private readonly frame: BranchFrame<T>,
    private readonly args: (() => readonly unknown[]) | undefined,
  ) {
    super('SPEARMINT_SHADOW');
  }

  get timeoutMs(): number {
    return this.invocation.resolved.shadowTimeoutMs;
  }

  start(owner: TaskOwner): void {
    const { invocation, frame } = this;
    frame.branch.mark = this.startedAt;
    let { args } = invocation;
    try {
      if (this.args !== undefined) args = this.args();
    } catch (thrown) {
      const { type, message } = describeError(thrown);
      this.skip(`its arguments could not be copied: ${type}: ${message}`);
      return owner.ended(this);
    }
    try {
      enterScope(frame);
      const result = invocation.callHere(frame, args);
      this.follow(
        owner,
        isStream(result) ? countOf(result, frame) : Promise.resolve(result),
      );
    } catch (thrown) {
      this.failed(owner, thrown);
    }
  }

  expire(): void {
    const { name } = this.invocation.resolved;
    const error = new BranchTimeoutError(
      name,
      this.frame.branch.configId,
      this.timeoutMs,
    );
    this.invocation.failed(this.frame, error);
    this.frame.abort(error);
  }

  skip(reason: string): void {
    this.invocation.skipped(this.frame, reason);
    if (this.startedAt >= 0) {
      this.frame.abort(new DOMException(reason, 'AbortError'));
    }
  }

  private follow(owner: TaskOwner, outcome: Promise<unknown>): void {
    outcome.then(
      (output) => this.succeeded(owner, output as T),
      (thrown: unknown) => this.failed(owner, thrown),
    );
  }

  private succeeded(owner: TaskOwner, output: T): void {
    if (isStream(output) && !this.frame.branch.isFinal) {
      return this.follow(owner, countOf(output, this.frame));
    }
    if (this.frame.branch.isFinal) discard(output);
    this.invocation.succeeded(this.frame, output);
    owner.ended(this);
  }

  private failed(owner: TaskOwner, thrown: unknown): void {
    this.invocation.failed(this.frame, thrown);
    owner.ended(this);
  }
}
