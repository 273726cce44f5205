import type { Branch } from '../branch/branch.js';
import type { BoundHook } from './bound-hook.js';
import type { ExperimentCall, ExperimentEnd } from './experiment-hook.js';

/** The hooks of one experiment, in their order. @internal */
export class HookChain {
  /** The outermost first. */
  readonly around: readonly BoundHook[];
  private readonly before: readonly BoundHook[];
  private readonly after: readonly BoundHook[];
  private readonly end: readonly BoundHook[];
  private readonly hooks: readonly BoundHook[];
  private readonly mayRest: boolean;

  constructor(hooks: readonly BoundHook[]) {
    this.before = hooks.filter(({ hook }) => hook.beforeExperiment);
    this.around = hooks.filter(({ hook }) => hook.aroundBranch);
    this.after = hooks.filter(({ hook }) => hook.afterBranch);
    this.end = hooks.filter(({ hook }) => hook.afterExperiment);
    this.hooks = hooks;
    this.mayRest = hooks.every(({ hook }) => hook.isIdle);
  }

  /** Whether none of the hooks has anything to do for a call that begins now. */
  get isIdle(): boolean {
    if (!this.mayRest) return false;
    // No callbacks: every call asks.
    for (const bound of this.hooks) if (!bound.isIdle()) return false;
    return true;
  }

  /** Whether a hook wants to know how calls end. */
  get seesEnds(): boolean {
    return this.end.length > 0;
  }

  called(call: ExperimentCall): void {
    for (const bound of this.before) {
      bound.observe('beforeExperiment', call.experiment, () =>
        bound.hook.beforeExperiment?.(call),
      );
    }
  }

  /** In a later turn, so that hooks take nothing of the caller's time. */
  ended(branch: Branch, call: ExperimentCall): void {
    if (this.after.length === 0) return;
    setImmediate(() => {
      for (const bound of this.after) {
        bound.observe('afterBranch', branch.experiment, () =>
          bound.hook.afterBranch?.(branch, call),
        );
      }
    });
  }

  /** To be called in a turn of its own. */
  over(call: ExperimentCall, end: ExperimentEnd): void {
    for (const bound of this.end) {
      bound.observe('afterExperiment', call.experiment, () =>
        bound.hook.afterExperiment?.(call, end),
      );
    }
  }
}
