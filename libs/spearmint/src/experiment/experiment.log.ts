import type { Logger } from '@nestjs/common';
import { describeError } from '../branch/describe-error.js';

/** What an experiment says about itself: each thing once, with a remedy. @internal */
export class ExperimentLog {
  private readonly said = new Set<string>();
  private fallbacks = 0;
  private toldUnread = false;

  constructor(
    private readonly logger: Logger,
    private readonly name: string,
  ) {}

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
      'unread',
      `A branch of "${this.name}" ended without reading its config: every config gives the same result. ` +
        'Read it with branchConfig() as a default parameter, with @BranchConfig(), or with BranchContext.',
    );
  }

  fallback(strategy: string, problem: string, cause: unknown): void {
    this.fallbacks++;
    const detail =
      cause === undefined
        ? ''
        : ` (${describeError(cause).type}: ${describeError(cause).message})`;
    this.once(
      `fallback:${problem}`,
      `The strategy ${strategy} of "${this.name}" ${problem}${detail}; the first config of the pool runs instead. ` +
        'Callers are not affected. Return one of the configs that select() was given.',
    );
  }

  strategyFault(strategy: string, cause: unknown): void {
    const { type, message } = describeError(cause);
    this.once(
      'fault',
      `The strategy ${strategy} of "${this.name}" failed by its own fault (${type}: ${message}); ` +
        'the caller got the outcome of the foreground branch. Fix the strategy.',
    );
  }

  private once(key: string, message: string): void {
    if (this.said.has(key)) return;
    this.said.add(key);
    try {
      this.logger.warn(message);
    } catch {
      // An application's own logger that throws is no reason for a call to fail.
    }
  }
}
