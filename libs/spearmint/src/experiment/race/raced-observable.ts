import {
  isObservable,
  mergeMap,
  Observable,
  ReplaySubject,
  type Subscriber,
  takeWhile,
} from 'rxjs';
import type { BranchFrame } from '../call-branches.js';
import { discard } from '../discard.js';
import { quietly } from '../quietly.js';
import { isStream } from '../stream-kinds.js';
import { followStream } from '../stream-result.js';
import { LEFT, type Race, type RaceKind, type Racer } from './race.js';
import { StreamKindError } from './stream-kind.error.js';
import { Unread } from './unread.js';

/**
 * The first observable that has an item, or completes; the race begins with the first
 * subscription. Later ones subscribe to the winner, once there is one.
 *
 * @internal
 */
export function racedObservable<T>(
  race: Race<T>,
  first: BranchFrame<T>,
  source: Observable<unknown>,
): Observable<unknown> {
  const unread = new Unread(race, first, source);
  let kind: ObservableRace<T> | undefined;
  return new Observable((subscriber) => {
    if (kind !== undefined) {
      return kind.winner
        .pipe(mergeMap((stream) => stream))
        .subscribe(subscriber);
    }
    unread.begin();
    const racing = (kind = new ObservableRace(race, subscriber));
    race.begin(racing, first, source);
    return () => {
      // Before what runs is left, which would count as its end.
      race.stop(LEFT);
      racing.left();
    };
  });
}

class ObservableRace<T> implements RaceKind<T> {
  /** Gives the stream that has won, once there is one. */
  readonly winner = new ReplaySubject<Observable<unknown>>(1);
  private leave: (() => void) | undefined;

  constructor(
    private readonly race: Race<T>,
    private readonly subscriber: Subscriber<unknown>,
  ) {}

  /** Its reader wants no more; whoever waits for a winner gets nothing. */
  left(): void {
    this.leave?.();
    this.winner.complete();
  }

  lost(thrown: unknown): void {
    this.winner.error(thrown);
    this.subscriber.error(thrown);
  }

  follow(
    frame: BranchFrame<T>,
    result: unknown,
    racer: Racer,
  ): (() => void) | undefined {
    const { invocation } = this.race;
    if (!isStream(result) || !isObservable(result)) {
      discard(result);
      const fault = new StreamKindError(
        frame.branch.experiment,
        frame.branch.configId,
        'Observable',
      );
      invocation.failed(frame, fault);
      racer.failed(fault);
      return undefined;
    }
    const { subscriber } = this;
    const followed = followStream(
      invocation,
      frame,
      result,
    ) as Observable<unknown>;
    let isFirst = false;
    const isMine = (): boolean => {
      if (!isFirst && racer.won()) {
        isFirst = true;
        this.winner.next(followed);
        this.winner.complete();
      }
      return isFirst;
    };
    // A source that never pauses sees its reader leave, or another one win.
    const subscription = followed
      .pipe(takeWhile(() => !subscriber.closed && !frame.signal.aborted))
      .subscribe({
        next: (item) => {
          if (isMine()) subscriber.next(item);
        },
        error: (thrown: unknown) => {
          if (isFirst) subscriber.error(thrown);
          else racer.failed(thrown);
        },
        complete: () => {
          if (isMine()) subscriber.complete();
        },
      });
    const stop = (): void => quietly(() => subscription.unsubscribe());
    const { leave } = this;
    this.leave = () => {
      leave?.();
      stop();
    };
    return stop;
  }
}
