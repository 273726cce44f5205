import type { Branch } from '../branch/branch.js';
import type { BoundHook } from './bound-hook.js';
import type { ExperimentCall } from './experiment-hook.js';

/** The hooks of one experiment, in their order. @internal */
export class HookChain {
  /** The outermost first. */
  readonly around: readonly BoundHook[];
  private readonly before: readonly BoundHook[];
  private readonly after: readonly BoundHook[];

  constructor(hooks: readonly BoundHook[]) {
    this.before = hooks.filter(({ hook }) => hook.beforeExperiment);
    this.around = hooks.filter(({ hook }) => hook.aroundBranch);
    this.after = hooks.filter(({ hook }) => hook.afterBranch);
  }

  called(makeCall: () => ExperimentCall): void {
    if (this.before.length === 0) return;
    const call = makeCall();
    for (const bound of this.before) {
      bound.observe('beforeExperiment', call.experiment, () =>
        bound.hook.beforeExperiment?.(call),
      );
    }
  }

  /** In a later turn, so that hooks take nothing of the caller's time. */
  ended(branch: Branch): void {
    if (this.after.length === 0) return;
    setImmediate(() => {
      for (const bound of this.after) {
        bound.observe('afterBranch', branch.experiment, () =>
          bound.hook.afterBranch?.(branch),
        );
      }
    });
  }
}
