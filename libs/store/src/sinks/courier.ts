import {
  type BackendDriver,
  type BranchRecord,
  describeCause,
} from 'nestjs-spearmint';
import type { JournalEntry } from '../journal/journal-entry.interface.js';
import type { DeadLetters } from './dead-letters.js';
import type { SinkAccount } from './sink-account.js';

const MOST_REACH = 256;
const NONE = { id: '', tries: 0, cause: '' };

/** What a courier works with. @internal */
export interface CourierParts {
  readonly name: string;
  readonly attempts: number;
  readonly driver: BackendDriver;
  readonly account: SinkAccount;
  readonly letters: DeadLetters;
}

/**
 * Brings entries to a backend in their order. After a failure it goes on one by one,
 * then with ever more again. An entry that fails alone, again and again, while one
 * behind it passes, is to blame itself and is buried; where nothing passes, the backend
 * is down, and the first entry is tried for ever.
 *
 * @internal
 */
export class Courier {
  /** How many entries go at once. */
  private size: number;
  /** Failures in a row. */
  private failures = 0;
  /** The first entry, and how often it has failed alone. */
  private front = NONE;
  /** How many entries behind it are tried to see whether it is to blame. */
  private reach = 1;
  /** Entries that passed before the first one. */
  private readonly passed = new Set<string>();
  private isClosing = false;

  constructor(private readonly parts: CourierParts) {
    this.size = parts.driver.batchSize;
  }

  /** From here on a failure ends the carrying, without a pause. */
  close(): void {
    this.isClosing = true;
    this.parts.driver.hurry();
  }

  /** Forgets what it knows of the entries, because others will come. */
  reset(): void {
    this.passed.clear();
    this.front = NONE;
  }

  /**
   * Carries entries until one fails, and has waited then as long as suits that; it is
   * to be called again with what is left, and what has come since. Never rejects.
   *
   * @returns how many from the front are done with.
   */
  async carry(entries: readonly JournalEntry[]): Promise<number> {
    let at = 0;
    while (at < entries.length) {
      const done = await this.next(entries.slice(at));
      if (done === 0) break;
      at += done;
    }
    return at;
  }

  /** @returns how many are done with. */
  private async next([first, ...rest]: JournalEntry[]): Promise<number> {
    if (first === undefined) return 0;
    if (this.passed.delete(first.record.id)) return 1;
    const part = [first, ...rest.slice(0, this.size - 1)];
    if (await this.tryTo(part)) return this.succeeded(part.length);
    this.size = 1;
    if (part.length === 1) this.blame(first.record);
    if (this.front.tries >= this.parts.attempts) {
      this.tellFailing();
      if (await this.isDoneWith(first, rest)) return 1;
    }
    if (this.isClosing) return 0;
    this.parts.account.retries++;
    await this.parts.driver.backOff(++this.failures);
    return 0;
  }

  private async tryTo(part: readonly JournalEntry[]): Promise<boolean> {
    try {
      await this.parts.driver.deliver(part.map(({ record }) => record));
      this.parts.account.delivered += part.length;
      return true;
    } catch (thrown) {
      this.parts.account.problem = describeCause(thrown);
      return false;
    }
  }

  private succeeded(count: number): number {
    this.size = Math.min(this.parts.driver.batchSize, this.size * 2);
    // What passed before it is delivered again, so that the order holds.
    this.reset();
    this.goOn();
    return count;
  }

  private goOn(): void {
    this.failures = 0;
    this.reach = 1;
    this.parts.account.problem = undefined;
    this.parts.account.settle('failing');
  }

  private blame({ id }: BranchRecord): void {
    const { problem: cause = '' } = this.parts.account;
    const tries = this.front.id === id ? this.front.tries + 1 : 1;
    this.front = { id, tries, cause };
  }

  /** Whether the first entry was delivered after all, or is to blame, and buried. */
  private async isDoneWith(
    first: JournalEntry,
    rest: readonly JournalEntry[],
  ): Promise<boolean> {
    if (!(await this.anyPasses(rest))) return false;
    // The backend may have come up again just now.
    if (await this.tryTo([first])) {
      this.succeeded(1);
      return true;
    }
    const { cause, tries } = this.front;
    try {
      await this.parts.letters.bury(first, cause, tries + 1);
    } catch (thrown) {
      this.tellUnburied(thrown);
      return false;
    }
    await this.parts.driver.giveUp(first.record);
    this.parts.account.deadLettered++;
    this.front = NONE;
    this.goOn();
    return true;
  }

  private async anyPasses(rest: readonly JournalEntry[]): Promise<boolean> {
    const { timeouts } = this.parts.driver;
    const some = rest.slice(0, this.reach);
    this.reach = Math.min(MOST_REACH, this.reach * 2);
    for (const entry of some) {
      // One that hangs is down.
      if (this.isClosing || this.parts.driver.timeouts > timeouts) return false;
      if (!(await this.tryTo([entry]))) continue;
      this.passed.add(entry.record.id);
      return true;
    }
    return false;
  }

  private tellFailing(): void {
    this.parts.account.say(
      'failing',
      `The sink "${this.parts.name}" does not take records: ${this.parts.account.problem}. They wait in the journal, as long as it keeps them, ` +
        'and are tried again. Calls are not affected. Check that the backend can be reached and takes the records.',
    );
  }

  private tellUnburied(thrown: unknown): void {
    this.parts.account.say(
      'unburied',
      `The sink "${this.parts.name}" could not write a dead letter: ${describeCause(thrown)}. The record is tried again, and those behind it wait. ` +
        'See that its folder can be written to.',
    );
  }
}
