import { randomBytes } from 'node:crypto';
import { type SpearmintClock, SystemClock } from './clock.js';

/** How long one reading of the wall clock serves, in milliseconds. */
const ANCHOR_MS = 1_000;

/**
 * The scale that a branch's marks are on: shared by many branches, so that each
 * of them keeps two numbers instead of dates and strings.
 *
 * @internal
 */
export class Anchor {
  private readonly prefix: string;

  constructor(
    readonly clock: SpearmintClock,
    /** Milliseconds from the clock's zero to the epoch. */
    readonly offset: number,
    mark: number,
    private readonly space: string,
  ) {
    const time = Math.max(0, Math.floor(mark + offset));
    this.prefix = time.toString(36).padStart(9, '0');
  }

  /**
   * The id of branch number `sequence`: sorts by time (to the second), then by
   * order of start; unique among processes and hosts. Made when it is read, because
   * a random id costs more than the rest of a branch.
   */
  idOf(sequence: number): string {
    return `${this.prefix}-${sequence.toString(36).padStart(7, '0')}-${this.space}`;
  }
}

/** Numbers the branches of one application and places them in time. @internal */
export class Timeline {
  private sequence = 0;
  private anchored: Anchor;
  private staleAt: number;

  constructor(
    private readonly clock: SpearmintClock = new SystemClock(),
    private readonly space: string = randomBytes(8).toString('hex'),
  ) {
    const mark = clock.now();
    this.anchored = new Anchor(clock, clock.offset(), mark, space);
    this.staleAt = mark + ANCHOR_MS;
  }

  now(): number {
    return this.clock.now();
  }

  next(): number {
    return ++this.sequence;
  }

  anchor(mark: number): Anchor {
    return mark < this.staleAt ? this.anchored : this.renew(mark);
  }

  private renew(mark: number): Anchor {
    this.staleAt = mark + ANCHOR_MS;
    return (this.anchored = new Anchor(
      this.clock,
      this.clock.offset(),
      mark,
      this.space,
    ));
  }
}
