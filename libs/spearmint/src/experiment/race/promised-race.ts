import type { BranchFrame } from '../call-branches.js';
import { discard } from '../discard.js';
import { watchLimits } from '../limited.js';
import type { MethodInvocation } from '../method-invocation.js';
import type { RaceKind, Racer } from './race.js';

/** A race of methods that give a value, or a promise of anything. @internal */
export class PromisedRace<T> implements RaceKind<T> {
  constructor(
    private readonly invocation: MethodInvocation<T>,
    private readonly resolve: (output: T) => void,
    readonly lost: (thrown: unknown) => void,
  ) {}

  follow(
    frame: BranchFrame<T>,
    result: unknown,
    racer: Racer,
  ): (() => void) | undefined {
    const { invocation } = this;
    const failed = (thrown: unknown): void => {
      if (frame.branch.isFinal) return;
      invocation.failed(frame, thrown);
      racer.failed(thrown);
    };
    const release = invocation.isLimited
      ? watchLimits(invocation, frame, failed)
      : undefined;
    Promise.resolve(result as T).then(
      (output) => {
        release?.();
        if (frame.branch.isFinal) discard(output);
        else if (racer.won()) this.resolve(invocation.finished(frame, output));
      },
      (thrown: unknown) => {
        release?.();
        failed(thrown);
      },
    );
    return release;
  }
}
