import { describeCause } from 'nestjs-spearmint';
import { codeOf } from '../journal/code-of.js';
import type { JournalPosition } from '../journal/journal-position.interface.js';
import type { JournalBatch } from '../journal/journal.reader.js';
import type { SinkParts } from './sink-parts.js';

/** How much may be delivered again after the process was killed, in milliseconds. */
const SAVE_MS = 250;

/** Feeds a backend what the journals hold, one batch at a time. @internal */
export class SinkFeed {
  /** When the journals were delivered to their end, as far as they were then. */
  caughtUpAt: number;
  private isLoaded = false;
  private savedAt = -Infinity;

  constructor(
    private readonly parts: SinkParts,
    private readonly isInterrupted: () => boolean,
  ) {
    this.caughtUpAt = parts.seams.now();
  }

  /**
   * Delivers all that there is, until something fails. Never rejects.
   *
   * @returns whether there is nothing more to do for now.
   */
  async round(): Promise<boolean> {
    const { account, name } = this.parts;
    try {
      const isDone = await this.feed();
      account.settle('unread');
      return isDone;
    } catch (error) {
      account.say(
        'unread',
        `The sink "${name}" cannot read the journal, or keep its place in it: ${codeOf(error)}. It tries again. ` +
          'Recording goes on. See that the folder can be read and written to.',
      );
      return true;
    }
  }

  /** Whether this process delivers, and knows from where on. @throws what the file system throws. */
  async isReady(): Promise<boolean> {
    const { lease, cursor, letters, courier } = this.parts;
    if (!lease.isHeld) this.isLoaded = false;
    if (!lease.take()) return false;
    if (this.isLoaded) return true;
    await cursor.load();
    await letters.load();
    courier.reset();
    this.isLoaded = true;
    return true;
  }

  /** Goes on from elsewhere. @returns whether that is kept for after a restart. */
  async moveTo(position: JournalPosition): Promise<boolean> {
    const { courier, cursor } = this.parts;
    courier.reset();
    cursor.move(position);
    return cursor.save();
  }

  private async feed(): Promise<boolean> {
    if (!(await this.isReady())) return true;
    const { reader, cursor, lease, seams } = this.parts;
    const since = seams.now();
    for await (const batch of reader.read({ from: cursor.position })) {
      if (!(await this.deliver(batch))) return false;
      if (this.isInterrupted() || !lease.isHeld) return false;
    }
    await this.commit();
    this.caughtUpAt = since;
    return true;
  }

  /** @returns whether all of it is done with. */
  private async deliver(batch: JournalBatch): Promise<boolean> {
    const { courier, cursor, seams } = this.parts;
    const { length } = batch.entries;
    const done = await courier.carry(batch.entries);
    if (done > 0 || length === 0) cursor.move(batch.after(done));
    const isDone = done === length;
    if (!isDone || seams.now() - this.savedAt >= SAVE_MS) await this.commit();
    return isDone;
  }

  /** Keeps the place, once the backend says that what it has taken is durable. */
  private async commit(): Promise<void> {
    const { driver, cursor, account, name, seams } = this.parts;
    if (!cursor.isDirty) return;
    this.savedAt = seams.now();
    try {
      await driver.flush();
      account.settle('flush');
    } catch (thrown) {
      account.say(
        'flush',
        `The sink "${name}" failed in flush(): ${describeCause(thrown)}. What it has taken may not be durable, ` +
          'and is delivered again after a restart unless a later flush succeeds.',
      );
      return;
    }
    await cursor.save();
  }
}
