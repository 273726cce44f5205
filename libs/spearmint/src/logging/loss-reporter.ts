import type { RecorderSeams } from './recorder-seams.interface.js';

/** How often losses of one kind are said at most, in milliseconds. */
const QUIET_MS = 30_000;

/** What was lost by whom, why, and what helps. @internal */
export interface Loss {
  /** Who lost it: `Backend "MlflowLogger"`. */
  readonly source: string;
  readonly cause: string;
  readonly remedy: string;
}

interface Burst {
  loss: Loss;
  unsaid: number;
  readonly timer: NodeJS.Timeout;
}

/**
 * Tells the person on call about lost records: a burst's first loss at once, the
 * others together, at most every 30 s. Never throws.
 *
 * @internal
 */
export class LossReporter {
  private readonly bursts = new Map<string, Burst>();

  constructor(private readonly warn: RecorderSeams['warn']) {}

  report(loss: Loss, count: number): void {
    const burst = this.bursts.get(loss.source);
    if (burst === undefined) {
      this.open(loss);
      this.sayLoss(loss, count);
    } else {
      burst.loss = loss;
      burst.unsaid += count;
    }
  }

  /** Passes on something that is not a loss of records. */
  say(
    message: string,
    fields: Readonly<Record<string, unknown>> = { event: 'recorder' },
  ): void {
    try {
      this.warn(message, fields);
    } catch {
      // The application's logger is broken: there is nobody left to tell.
    }
  }

  /** Says what has not been said, and lets go of all timers. */
  close(): void {
    for (const burst of this.bursts.values()) {
      clearTimeout(burst.timer);
      if (burst.unsaid > 0) this.sayLoss(burst.loss, burst.unsaid);
    }
    this.bursts.clear();
  }

  private sayLoss(loss: Loss, count: number): void {
    const { source, cause } = loss;
    const fields = { event: 'records-lost', source, cause, count };
    this.say(lossMessage(loss, count), fields);
  }

  private open(loss: Loss): void {
    const timer = setTimeout(() => this.elapse(loss.source), QUIET_MS);
    timer.unref();
    this.bursts.set(loss.source, { loss, unsaid: 0, timer });
  }

  private elapse(source: string): void {
    const burst = this.bursts.get(source);
    this.bursts.delete(source);
    if (burst !== undefined && burst.unsaid > 0) {
      this.report(burst.loss, burst.unsaid);
    }
  }
}

/** @internal */
export function lossMessage(loss: Loss, count: number): string {
  return (
    `${loss.source} lost ${count} branch ${count === 1 ? 'record' : 'records'}: ` +
    `${loss.cause}. Calls are not affected. ${loss.remedy}`
  );
}
