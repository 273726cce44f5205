import {
  catchError,
  defer,
  finalize,
  from,
  isObservable,
  mergeMap,
  type Observable,
  tap,
} from 'rxjs';
import { isNativeStream, isStream, type StreamResult } from './stream-kinds.js';

/**
 * Gives what runs instead of something that has failed with `thrown`; rejects when
 * nothing does. Of no use to a reader that has left in the meantime.
 */
export type Again = (
  thrown: unknown,
  hasLeft: () => boolean,
) => Promise<unknown>;

type Step = IteratorResult<unknown, unknown>;

const DONE: Step = { done: true, value: undefined };

/**
 * The same stream, except that one that fails before its first item goes on as what
 * `again` gives. Node's streams, and generators that cannot wait, are handed on untouched.
 *
 * @internal
 */
export function restartable(stream: StreamResult, again: Again): StreamResult {
  if (isNativeStream(stream)) return stream;
  if (isObservable(stream)) return restartObservable(stream, again);
  return Symbol.asyncIterator in stream
    ? new RestartableItems(stream, again)
    : stream;
}

function restartObservable(
  source: Observable<unknown>,
  again: Again,
): Observable<unknown> {
  return defer(() => {
    let began = false;
    let hasLeft = false;
    return source.pipe(
      tap(() => (began = true)),
      catchError((thrown: unknown) => {
        if (began) throw thrown;
        return from(again(thrown, () => hasLeft)).pipe(
          mergeMap((next) => {
            if (!isObservable(next)) throw thrown;
            return restartObservable(next, again);
          }),
        );
      }),
      finalize(() => (hasLeft = true)),
    );
  });
}

class RestartableItems implements AsyncIterableIterator<unknown> {
  private items: AsyncIterator<unknown> | undefined = undefined;
  private began = false;
  private hasLeft = false;

  constructor(
    private readonly source: AsyncIterable<unknown>,
    private readonly again: Again,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(...sent: [] | [undefined]): Promise<Step> {
    return this.step(() => this.iterator().next(...sent));
  }

  async return(value?: unknown): Promise<Step> {
    this.hasLeft = true;
    return (await this.iterator().return?.(value)) ?? { done: true, value };
  }

  async throw(thrown: unknown): Promise<Step> {
    const { items = this.iterator() } = this;
    if (items.throw === undefined) throw thrown;
    return items.throw(thrown);
  }

  private async step(move: () => Promise<Step>): Promise<Step> {
    try {
      const result = await move();
      this.began = true;
      return result;
    } catch (thrown) {
      if (this.began) throw thrown;
      return this.restart(thrown);
    }
  }

  private async restart(thrown: unknown): Promise<Step> {
    try {
      const next = await this.again(thrown, () => this.hasLeft);
      if (this.hasLeft) return DONE;
      if (!isStream(next) || !(Symbol.asyncIterator in next)) throw thrown;
      this.items = next[Symbol.asyncIterator]();
    } catch (failure) {
      if (this.hasLeft) return DONE;
      throw failure;
    }
    return this.step(() => this.iterator().next());
  }

  private iterator(): AsyncIterator<unknown> {
    return (this.items ??= this.source[Symbol.asyncIterator]());
  }
}
