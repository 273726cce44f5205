import type { JournalAccount } from './journal-account.js';
import type { JournalOptions } from './journal-options.js';
import type { JournalSeams } from './journal-seams.interface.js';
import type { MissedSegment } from './missed-segment.js';
import { expire } from './retention.js';

/** Keeps a folder within its limits, and says what that cost. @internal */
export class JournalRetention {
  private timer: NodeJS.Timeout | undefined = undefined;
  private readonly counting = new Set<Promise<void>>();

  constructor(
    private readonly options: JournalOptions,
    private readonly seams: JournalSeams,
    private readonly account: JournalAccount,
  ) {}

  /** Has it run at an interval from here on. */
  start(run: () => void): void {
    this.timer ??= setInterval(run, this.options.retentionMs).unref();
  }

  /** @throws what the file system throws. */
  run(): void {
    const { fs, date } = this.seams;
    const { segments, missed } = expire(fs, this.options, date());
    this.account.counts.expired += segments;
    for (const segment of missed) this.tell(segment);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.counting);
  }

  private tell(segment: MissedSegment): void {
    const counted = this.count(segment).finally(() =>
      this.counting.delete(counted),
    );
    this.counting.add(counted);
  }

  private async count(segment: MissedSegment): Promise<void> {
    const { sink } = segment;
    const records = await segment.count().catch(() => 1);
    this.seams.missed?.(sink, records);
    this.account.say(
      `missed by ${sink}`,
      `The journal in "${this.options.folder}" holds more than maxBytes (${this.options.maxBytes}), so a segment was deleted ` +
        `with ${records} records that the sink "${sink}" had not read; more may follow, stats() counts them. ` +
        'Raise maxBytes, or see why the sink does not deliver.',
    );
  }
}
