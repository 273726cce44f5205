import type { LossReporter } from './loss-reporter.js';
import type { BackendDrops, DropReason } from './recorder-stats.interface.js';

const REMEDIES: Readonly<Record<DropReason, string>> = {
  queueFull: 'Give the backend the batch form, or raise queueLimit.',
  failed:
    'Check that the backend can be reached and takes the records; raise callTimeoutMs where it is only slow.',
  breakerOpen:
    'Check that the backend can be reached; it is tried again every breakerMs.',
  closed: 'Give the shutdown more time, or check why the backend is slow.',
};

/** The books of one backend. @internal */
export class LaneAccount {
  accepted = 0;
  recorded = 0;
  retries = 0;
  private readonly drops: Record<DropReason, number> = {
    queueFull: 0,
    failed: 0,
    breakerOpen: 0,
    closed: 0,
  };

  constructor(
    private readonly name: string,
    private readonly reporter: LossReporter,
  ) {}

  get dropped(): BackendDrops {
    return { ...this.drops };
  }

  drop(count: number, reason: DropReason, cause: string): void {
    if (count === 0) return;
    this.drops[reason] += count;
    const source = `Backend "${this.name}"`;
    this.reporter.report({ source, cause, remedy: REMEDIES[reason] }, count);
  }
}
