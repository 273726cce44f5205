import type { BranchAttempt } from './branch-attempt.interface.js';
import type { BranchError } from './branch-error.interface.js';
import type { SpearmintClock } from './clock.js';

/** What was thrown, which may be `undefined`. */
interface Failure {
  readonly thrown: unknown;
}

interface Attempt {
  readonly mark: number;
  end: number | undefined;
  failure: Failure | undefined;
}

/** Makes data of what the attempt number `at`, from 0, has thrown. @internal */
export type DescribeFailure = (thrown: unknown, at: number) => BranchError;

/** The runs of one branch's method, kept raw like the branch. @internal */
export class Attempts {
  private readonly list: Attempt[] = [];

  constructor(private readonly clock: SpearmintClock) {}

  begin(): void {
    const mark = this.clock.now();
    this.list.push({ mark, end: undefined, failure: undefined });
  }

  end(failure: Failure | undefined): void {
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
    branchFailure: Failure | undefined,
    describe: DescribeFailure,
  ): BranchAttempt[] {
    return this.list.map(({ mark, end, failure }, at) => {
      const ended = end ?? branchEnd;
      const failed = failure ?? (end === undefined ? branchFailure : undefined);
      return {
        startedAt: mark + offset,
        ...(ended === undefined ? {} : { durationMs: ended - mark }),
        ...(failed && { error: describe(failed.thrown, at) }),
      };
    });
  }
}
