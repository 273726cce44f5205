import type { BranchAttempt } from './branch-attempt.interface.js';
import type { BranchError } from './branch-error.interface.js';
import type { SpearmintClock } from './clock.js';
import { describeError } from './describe-error.js';

interface Attempt {
  readonly mark: number;
  end: number | undefined;
  failure: { readonly thrown: unknown } | undefined;
}

/** The runs of one branch's method, kept raw like the branch. @internal */
export class Attempts {
  private readonly list: Attempt[] = [];

  constructor(private readonly clock: SpearmintClock) {}

  begin(): void {
    const mark = this.clock.now();
    this.list.push({ mark, end: undefined, failure: undefined });
  }

  end(failure: Attempt['failure']): void {
    const last = this.list.at(-1);
    if (last === undefined) return;
    last.end ??= this.clock.now();
    last.failure ??= failure;
  }

  /**
   * As data. An attempt that was never ended, a stream or one that was cut, ends as
   * its branch does.
   */
  shown(
    offset: number,
    branchEnd: number | undefined,
    branchError: BranchError | undefined,
  ): BranchAttempt[] {
    return this.list.map(({ mark, end, failure }) => {
      const ended = end ?? branchEnd;
      const error =
        failure === undefined
          ? end === undefined
            ? branchError
            : undefined
          : describeError(failure.thrown);
      return {
        startedAt: mark + offset,
        ...(ended === undefined ? {} : { durationMs: ended - mark }),
        ...(error === undefined ? {} : { error }),
      };
    });
  }
}
