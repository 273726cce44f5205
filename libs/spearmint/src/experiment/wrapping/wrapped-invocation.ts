import type { Branch } from '../../branch/branch.js';
import { within } from '../../branch/context-storage.js';
import type { ConfigEntry } from '../../config/index.js';
import type { BranchFrame } from '../call-branches.js';
import { MethodInvocation } from '../method-invocation.js';
import { BranchPass } from './branch-pass.js';
import { RetriedBranch } from './retried-branch.js';
import type { Wrapping } from './wrapping.interface.js';

/**
 * A call with hooks or retries around its branches. Calls without them are none of
 * these, and pay nothing.
 *
 * @internal
 */
export class WrappedInvocation<T = unknown> extends MethodInvocation<T> {
  private readonly passes = new Map<unknown, BranchPass>();
  private callerEntry: ConfigEntry | undefined = undefined;

  /** Runs under a config of the caller's, whatever the strategy. */
  override prepare(config: ConfigEntry): void {
    this.callerEntry = config;
  }

  override proceed(): unknown {
    this.wrapping.hooks?.called(() => ({
      experiment: this.experiment,
      args: this.args,
      unit: this.unit,
      strategy: this.resolved.strategyName,
    }));
    const { callerEntry } = this;
    return callerEntry === undefined
      ? super.proceed()
      : this.execute(this.open(callerEntry, 'primary'));
  }

  override call(frame: BranchFrame<T>, args: readonly unknown[]): unknown {
    return within(frame, () => this.callHere(frame, args));
  }

  override callHere(frame: BranchFrame<T>, args: readonly unknown[]): unknown {
    const { hooks, retry } = this.wrapping;
    const body = (): unknown => super.callHere(frame, args);
    const tried =
      retry === undefined
        ? body
        : () => new RetriedBranch(retry, frame, this.resolved.log, body).run();
    if (hooks === undefined || hooks.around.length === 0) return tried();
    const branch = frame.branch as Branch;
    const pass = new BranchPass(branch, hooks.around, tried);
    this.passes.set(branch, pass);
    return pass.run();
  }

  protected override ended(frame: BranchFrame<T>): void {
    super.ended(frame);
    const branch = frame.branch as Branch;
    this.passes.get(branch)?.finish();
    this.wrapping.hooks?.ended(branch);
  }

  /** A hook that answers by itself is no method that forgot its config. */
  protected override readNothing(branch: Branch<T>): void {
    if (this.passes.get(branch)?.reached !== false) super.readNothing(branch);
  }

  private get wrapping(): Wrapping {
    return this.resolved.wrapping as Wrapping;
  }
}
