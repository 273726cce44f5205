import type { Branch } from '../../branch/branch.js';
import type { Timeline } from '../../branch/timeline.js';
import type { HookChain } from '../../hooks/hook-chain.js';
import type {
  ExperimentCall,
  ExperimentEnd,
} from '../../hooks/experiment-hook.js';
import { isStream } from '../stream-kinds.js';

/** Tells hooks when a call has ended, and how. @internal */
export class CallWatch {
  private readonly since: number;
  /** How many branches run for the caller. */
  private open = 0;
  /** Whether the caller has a stream, and the call goes on. */
  private isStreaming = false;
  /** How the stream ended, unless another one goes on. */
  private last: ExperimentEnd | undefined = undefined;
  private isTold = false;

  constructor(
    private readonly hooks: HookChain,
    private readonly call: ExperimentCall,
    private readonly timeline: Timeline,
  ) {
    this.since = timeline.now();
  }

  /** Runs the call; gives what it gives, a stream as a stream. */
  over(run: () => unknown): unknown {
    let result: unknown;
    try {
      result = run();
    } catch (thrown) {
      this.settled('failed', thrown);
      throw thrown;
    }
    if (isStream(result)) return this.given(result);
    return Promise.resolve(result).then(
      (output) => this.given(output),
      (thrown: unknown) => {
        this.settled('failed', thrown);
        throw thrown;
      },
    );
  }

  opened(): void {
    this.open++;
  }

  ended(branch: Branch): void {
    this.open--;
    if (this.isStreaming && this.open === 0) this.streamed(branch);
  }

  /** What reading the stream gives instead of an item, where the last branch threw something else. */
  failedWith(thrown: unknown): void {
    this.last = this.endOf('failed', thrown);
  }

  private given(output: unknown): unknown {
    this.isStreaming = isStream(output) && this.open > 0;
    if (!this.isStreaming) this.settled('success');
    return output;
  }

  /** The last branch has ended, unless another one takes its place at once. */
  private streamed({ status, thrown }: Branch): void {
    this.last = this.endOf(status === 'failed' ? 'failed' : 'success', thrown);
    setImmediate(() => {
      if (this.open === 0) this.tell(this.last);
    });
  }

  private settled(status: ExperimentEnd['status'], thrown?: unknown): void {
    const end = this.endOf(status, thrown);
    setImmediate(() => this.tell(end));
  }

  private endOf(
    status: ExperimentEnd['status'],
    thrown: unknown,
  ): ExperimentEnd {
    return { status, thrown, durationMs: this.timeline.now() - this.since };
  }

  private tell(end: ExperimentEnd | undefined): void {
    if (this.isTold || end === undefined) return;
    this.isTold = true;
    this.hooks.over(this.call, end);
  }
}
