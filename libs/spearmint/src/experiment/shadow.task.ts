import type { BackgroundTask } from '../background/background-task.interface.js';
import { describeError } from '../branch/describe-error.js';
import { BranchTimeoutError } from './branch-timeout.error.js';
import type { BranchFrame, MethodInvocation } from './method-invocation.js';
import { settle } from './stream-result.js';

/** A branch in the background. Whatever it does ends in its record. @internal */
export class ShadowTask<T> implements BackgroundTask {
  startedAt = -1;
  released = false;

  constructor(
    private readonly invocation: MethodInvocation<T>,
    private readonly frame: BranchFrame<T>,
    private readonly args: (() => readonly unknown[]) | undefined,
  ) {}

  get timeoutMs(): number {
    return this.invocation.resolved.shadowTimeoutMs;
  }

  start(done: () => void): void {
    const { invocation, frame } = this;
    frame.branch.begin(this.startedAt);
    let args = invocation.args;
    try {
      if (this.args !== undefined) args = this.args();
    } catch (thrown) {
      const { type, message } = describeError(thrown);
      this.skip(`its arguments could not be copied: ${type}: ${message}`);
      return done();
    }
    try {
      settle<T>(
        invocation.call(frame, args),
        frame,
        (output) => {
          invocation.succeeded(frame, output);
          done();
        },
        (thrown) => {
          invocation.failed(frame, thrown);
          done();
        },
      );
    } catch (thrown) {
      invocation.failed(frame, thrown);
      done();
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
    this.frame.abort(new DOMException(reason, 'AbortError'));
  }
}
