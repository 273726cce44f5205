import type { BranchFrame } from '../call-branches.js';
import { discard } from '../discard.js';
import { isStream } from '../stream-kinds.js';
import { followStream } from '../stream-result.js';
import { LEFT, type Race, type RaceKind, type Racer } from './race.js';
import { StreamKindError } from './stream-kind.error.js';
import { Unread } from './unread.js';

type Items = AsyncIterator<unknown>;
type Step = IteratorResult<unknown, unknown>;

/** The first iterable that has an item, or ends; the race begins when it is read. @internal */
export class RacedItems<T>
  implements AsyncIterableIterator<unknown>, RaceKind<T>
{
  private readonly unread: Unread<T>;
  private winner: Items | undefined;
  private isLeft = false;
  private decide!: (step: Step) => void;
  private deciding: Promise<Step> | undefined;
  readonly lost: (thrown: unknown) => void = (thrown) => this.giveUp(thrown);
  private giveUp: (thrown: unknown) => void = () => undefined;

  constructor(
    private readonly race: Race<T>,
    private readonly first: BranchFrame<T>,
    private readonly source: unknown,
  ) {
    this.unread = new Unread(race, first, source);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(...sent: [] | [undefined]): Promise<Step> {
    if (this.isLeft) return { done: true, value: undefined };
    if (this.deciding === undefined) {
      this.unread.begin();
      this.deciding = new Promise((resolve, reject) => {
        this.decide = resolve;
        this.giveUp = reject;
      });
      this.race.begin(this, this.first, this.source);
      return this.deciding;
    }
    await this.deciding;
    return this.winner?.next(...sent) ?? { done: true, value: undefined };
  }

  async return(value?: unknown): Promise<Step> {
    this.isLeft = true;
    if (this.winner !== undefined) await this.winner.return?.(value);
    else {
      if (this.deciding === undefined) this.unread.leave();
      this.race.invocation.skipped(this.first, LEFT);
      this.race.stop(LEFT);
      this.decide?.({ done: true, value: undefined });
    }
    return { done: true, value };
  }

  async throw(thrown: unknown): Promise<Step> {
    if (this.winner?.throw !== undefined) return this.winner.throw(thrown);
    await this.return();
    throw thrown;
  }

  follow(
    frame: BranchFrame<T>,
    result: unknown,
    racer: Racer,
  ): (() => void) | undefined {
    const { invocation } = this.race;
    if (!isStream(result) || !(Symbol.asyncIterator in result)) {
      discard(result);
      const fault = new StreamKindError(
        frame.branch.experiment,
        frame.branch.configId,
        'async iterable',
      );
      invocation.failed(frame, fault);
      racer.failed(fault);
      return undefined;
    }
    let items: Items;
    try {
      const followed = followStream(invocation, frame, result);
      items = (followed as AsyncIterable<unknown>)[Symbol.asyncIterator]();
    } catch (thrown) {
      invocation.failed(frame, thrown);
      racer.failed(thrown);
      return undefined;
    }
    items.next().then(
      (step) => {
        if (!racer.won()) return;
        this.winner = items;
        this.decide(step);
      },
      (thrown: unknown) => racer.failed(thrown),
    );
    return () => void items.return?.().catch(() => undefined);
  }
}
