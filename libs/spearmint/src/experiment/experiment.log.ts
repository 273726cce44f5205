import type { Logger } from '@nestjs/common';
import { describeCause } from '../logging/describe-cause.js';
import { OnceLog } from '../logging/once.log.js';

/** What an experiment says about itself: each thing once, with a remedy. @internal */
export class ExperimentLog {
  private readonly log: OnceLog;
  private fallbacks = 0;
  private toldUnread = false;

  constructor(
    logger: Logger,
    private readonly name: string,
  ) {
    this.log = new OnceLog(logger);
  }

  /** For an experiment whose only config holds nothing. */
  expectUnread(): void {
    this.toldUnread = true;
  }

  /** How often the strategy's choice could not be used. */
  get fallbackCount(): number {
    return this.fallbacks;
  }

  unreadConfig(): void {
    // Asked after every such branch.
    if (this.toldUnread) return;
    this.toldUnread = true;
    this.once(
      'config-unread',
      `A branch of "${this.name}" ended without reading its config: every config gives the same result. ` +
        'Read it with branchConfig() as a default parameter, with @BranchConfig(), or with BranchContext.',
    );
  }

  fallback(strategy: string, problem: string, cause: unknown): void {
    this.fallbacks++;
    const detail = cause === undefined ? '' : ` (${describeCause(cause)})`;
    this.once(
      'strategy-fallback',
      `The strategy ${strategy} of "${this.name}" ${problem}${detail}; the first config of the pool runs instead. ` +
        'Callers are not affected. Return one of the configs that select() was given.',
      `strategy-fallback:${problem}`,
    );
  }

  strategyFault(strategy: string, cause: unknown): void {
    this.once(
      'strategy-fault',
      `The strategy ${strategy} of "${this.name}" failed by its own fault (${describeCause(cause)}); ` +
        'the caller got the outcome of the foreground branch. Fix the strategy.',
    );
  }

  retryFault(cause: unknown): void {
    this.once(
      'retry-fault',
      `retryIf of "${this.name}" threw (${describeCause(cause)}); the branch failed with its own error, without another attempt. Fix retryIf.`,
    );
  }

  private once(event: string, message: string, key = event): void {
    this.log.warn(key, message, { event, experiment: this.name });
  }
}
