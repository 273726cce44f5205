import * as fs from 'node:fs';
import { types } from 'node:util';
import { describeCause } from 'nestjs-spearmint';
import type { JournalPosition } from '../journal/journal-position.interface.js';
import type { JournalSeams } from '../journal/journal-seams.interface.js';
import { positionIn } from '../journal/sink-files.js';
import { inTime } from './in-time.js';
import { Loop } from './loop.js';
import { positionAt } from './position-at.js';
import { replayLetters, type ReplayResult } from './replay-letters.js';
import { ReplayError } from './replay.error.js';
import type { ResolvedSink } from './resolve-sinks.js';
import { SinkFeed } from './sink-feed.js';
import { withinReach } from './within-reach.js';
import { bytesBehind } from '../journal/bytes-behind.js';
import { makeParts, type SinkParts } from './sink-parts.js';
import type { SinkState, SinkStats } from './sink-stats.interface.js';

/** What of the time to close is for what is still to be delivered. */
const DRAIN_SHARE = 0.7;

/**
 * One backend that is fed from the journals of a folder: in their order, at least
 * once, for as long as it takes. Holds one batch in memory.
 *
 * @internal
 */
export class Sink {
  private readonly parts: SinkParts;
  private readonly feed: SinkFeed;
  private readonly loop: Loop;
  private waiting: { readonly since: number; readonly resolve: () => void }[] =
    [];
  private closing: Promise<void> | undefined = undefined;

  constructor(folder: string, sink: ResolvedSink, seams: JournalSeams) {
    const { gatherMs, pollMs } = sink.options;
    this.parts = makeParts(folder, sink, seams);
    this.feed = new SinkFeed(this.parts, () => this.loop.isInterrupted);
    this.loop = new Loop(() => this.round(), gatherMs, pollMs);
  }

  get name(): string {
    return this.parts.name;
  }

  open(): void {
    if (this.loop.isRunning || this.closing !== undefined) return;
    const { driver, account, lease } = this.parts;
    try {
      // At once, so that the journal knows that somebody still reads.
      lease.take();
    } catch {
      // The loop tries again, and says why it fails.
    }
    void driver.open().catch((thrown: unknown) => {
      account.say(
        'open',
        `The sink "${this.name}" failed in open(): ${describeCause(thrown)}. Records go to it all the same.`,
      );
    });
    this.loop.start();
  }

  /** There is something in the journal. */
  wake(): void {
    this.loop.wake();
  }

  /** Resolves once all that is in the journal now was delivered. */
  delivered(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push({ since: this.parts.seams.now(), resolve });
      this.wake();
    });
  }

  missed(records: number): void {
    this.parts.account.missed += records;
  }

  /**
   * Delivers what it can in time, keeps its place, and closes the backend. Never
   * rejects.
   */
  close(deadlineMs: number): Promise<void> {
    return (this.closing ??= this.shutDown(deadlineMs));
  }

  stats(): SinkStats {
    const { account, driver, letters, reader, name, folder } = this.parts;
    const { unreadable, torn } = reader.stats();
    const { delivered, retries, deadLettered, missed, problem } = account;
    const behindBytes = bytesBehind(folder, this.position());
    return {
      name,
      state: this.state(),
      delivered,
      retries,
      timeouts: driver.timeouts,
      deadLettered,
      deadLetters: letters.held,
      deadLettersLost: letters.lost,
      missed,
      unreadable: unreadable + torn,
      behindBytes,
      behindMs: behindBytes === 0 ? 0 : this.behindMs(),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  /** @throws ReplayError where that is not possible. */
  replayLetters(): Promise<ReplayResult> {
    const { letters, driver } = this.parts;
    return this.do(() =>
      replayLetters(letters, driver, () => this.closing !== undefined),
    );
  }

  /** @throws ReplayError where that is not possible. */
  replayFrom(from: JournalPosition | Date): Promise<void> {
    return this.do(async () => {
      const position = types.isDate(from)
        ? await positionAt(this.parts.folder, from.getTime())
        : withinReach(this.parts.folder, from);
      if (await this.feed.moveTo(position)) return;
      throw this.refusal(
        'its place could not be written',
        'See that its folder can be written to.',
      );
    });
  }

  private async round(): Promise<boolean> {
    const isDone = await this.feed.round();
    this.tellWaiting();
    return isDone;
  }

  private tellWaiting(): void {
    const { caughtUpAt } = this.feed;
    const ready = this.waiting.filter(({ since }) => since <= caughtUpAt);
    this.waiting = this.waiting.filter(({ since }) => since > caughtUpAt);
    for (const { resolve } of ready) resolve();
  }

  private do<T>(task: () => Promise<T>): Promise<T> {
    if (!this.loop.isRunning)
      return Promise.reject(
        this.refusal('the store is not open', 'Open it, or do it earlier.'),
      );
    return this.loop.do(async () => {
      if (await this.feed.isReady()) return task();
      throw this.refusal(
        'another process delivers for the folder',
        'Ask that one, or end it.',
      );
    });
  }

  private refusal(problem: string, remedy: string): ReplayError {
    return new ReplayError(this.name, problem, remedy);
  }

  private async shutDown(deadlineMs: number): Promise<void> {
    if (!this.loop.isRunning) return;
    const { seams, courier, driver, cursor, lease } = this.parts;
    const end = seams.now() + deadlineMs;
    courier.close();
    await inTime(this.loop.stop(), deadlineMs * DRAIN_SHARE);
    const problems = await driver.close(Math.max(0, end - seams.now()));
    // What it has flushed will not come again.
    if (problems.length === 0 && cursor.isDirty) await cursor.save();
    lease.release();
    this.tellUnclosed(problems);
  }

  private tellUnclosed(problems: readonly string[]): void {
    if (problems.length === 0) return;
    this.parts.account.say(
      'close',
      `The sink "${this.name}" did not close in time or in order: ${problems.join('; ')}. ` +
        'What it has not confirmed is in the journal, and is delivered at the next start.',
    );
  }

  private state(): SinkState {
    if (!this.loop.isRunning) return 'closed';
    if (!this.parts.lease.isHeld) return 'elsewhere';
    return this.parts.account.problem === undefined ? 'delivering' : 'failing';
  }

  private position(): JournalPosition {
    const { lease, cursor, files } = this.parts;
    return lease.isHeld ? cursor.position : positionIn(fs, files.cursor);
  }

  private behindMs(): number {
    return Math.max(0, this.parts.seams.now() - this.feed.caughtUpAt);
  }
}
