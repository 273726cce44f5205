import { onAbort } from '../../branch/on-abort.js';
import type { BranchFrame } from '../call-branches.js';
import { discard } from '../discard.js';
import { watchLimits } from '../limited.js';
import { ABORTED, type Race } from './race.js';

/**
 * The stream of a race that has not begun, since nobody reads it yet. It ends with the
 * time and the signal of its call, as others do, and with the context around it: nobody
 * may ever read it.
 *
 * @internal
 */
export class Unread<T> {
  private cutBy: { readonly reason: unknown } | undefined;
  private readonly release: (() => void) | undefined;
  private forget: (() => void) | undefined;

  constructor(
    private readonly race: Race<T>,
    private readonly first: BranchFrame<T>,
    private readonly source: unknown,
  ) {
    const { invocation } = race;
    this.release = watchLimits(invocation, first, (reason) => {
      invocation.failed(first, reason);
      this.cut(
        reason,
        invocation.isAborted
          ? ABORTED
          : `nobody read the stream of config "${first.branch.configId}" in time`,
      );
    });
    this.watchContext(invocation.parent?.signal);
  }

  /** Somebody reads it: from here on it is watched as what runs. Throws what has cut it. */
  begin(): void {
    if (this.cutBy !== undefined) throw this.cutBy.reason;
    this.end();
  }

  /** Its reader leaves without having read anything. */
  leave(): void {
    if (this.cutBy !== undefined) return;
    this.end();
    discard(this.source);
  }

  private watchContext(signal: AbortSignal | undefined): void {
    if (signal === undefined || this.cutBy !== undefined) return;
    const { first, race } = this;
    const over = (): void => {
      race.invocation.skipped(first, ABORTED);
      this.cut(signal.reason, ABORTED);
    };
    if (signal.aborted) over();
    else this.forget = onAbort(signal, over);
  }

  private cut(reason: unknown, why: string): void {
    this.cutBy = { reason };
    this.end();
    const { race, first, source } = this;
    first.abort(reason);
    race.stop(why);
    race.invocation.gaveUp(reason);
    discard(source);
  }

  private end(): void {
    this.release?.();
    this.forget?.();
  }
}
