import type { Branch } from '../../branch/branch.js';
import type { BranchRole } from '../../branch/branch-status.type.js';
import { within } from '../../branch/context-storage.js';
import type { ConfigEntry } from '../../config/index.js';
import type { ExperimentCall } from '../../hooks/experiment-hook.js';
import type { BranchFrame } from '../call-branches.js';
import { MethodInvocation } from '../method-invocation.js';
import { BranchPass } from './branch-pass.js';
import { CallWatch } from './call-watch.js';
import { RetriedBranch } from './retried-branch.js';
import type { RetryPolicy } from './retry-policy.js';
import type { Wrapping } from './wrapping.interface.js';

/**
 * A call with hooks or retries around its branches. Calls without them are none of
 * these, and pay nothing.
 *
 * @internal
 */
export class WrappedInvocation<T = unknown> extends MethodInvocation<T> {
  private readonly passes = new Map<unknown, BranchPass>();
  private readonly retried = new Map<unknown, RetriedBranch>();
  private callerEntry: ConfigEntry | undefined = undefined;
  private known: ExperimentCall | undefined = undefined;
  /** Set where a hook wants to know how calls end. */
  private watch: CallWatch | undefined = undefined;

  /** Runs under a config of the caller's, whatever the strategy. */
  override prepare(config: ConfigEntry): void {
    this.callerEntry = config;
  }

  override open(
    config: ConfigEntry,
    role: BranchRole,
    mark?: number,
  ): BranchFrame<T> {
    if (role !== 'shadow') this.watch?.opened();
    return super.open(config, role, mark);
  }

  override proceed(): unknown {
    const { hooks } = this.wrapping;
    if (hooks === undefined) return this.run();
    hooks.called(this.asCall);
    if (!hooks.seesEnds) return this.run();
    this.watch = new CallWatch(hooks, this.asCall, this.engine.timeline);
    return this.watch.over(() => this.run());
  }

  override call(frame: BranchFrame<T>, args: readonly unknown[]): unknown {
    return within(frame, () => this.callHere(frame, args));
  }

  override callHere(frame: BranchFrame<T>, args: readonly unknown[]): unknown {
    const { hooks, retry } = this.wrapping;
    const body = (): unknown => super.callHere(frame, args);
    const branch = frame.branch as Branch;
    const tried =
      retry === undefined ? body : () => this.retry(retry, frame, body);
    if (hooks === undefined || hooks.around.length === 0) return tried();
    const pass = new BranchPass(branch, hooks.around, this.asCall, tried);
    this.passes.set(branch, pass);
    return pass.run();
  }

  override within<R>(frame: BranchFrame<T>, work: () => R): R {
    const step = (): R => super.within(frame, work);
    const pass = this.passes.get(frame.branch);
    return pass === undefined ? step() : pass.step(step);
  }

  override gaveUp(thrown: unknown): void {
    this.watch?.failedWith(thrown);
  }

  protected override ended(frame: BranchFrame<T>): void {
    super.ended(frame);
    const branch = frame.branch as Branch;
    this.retried.get(branch)?.finish();
    this.passes.get(branch)?.finish();
    this.wrapping.hooks?.ended(branch, this.asCall);
    if (branch.role !== 'shadow') this.watch?.ended(branch);
  }

  /** A hook that answers by itself is no method that forgot its config. */
  protected override readNothing(branch: Branch<T>): void {
    if (this.passes.get(branch)?.reached !== false) super.readNothing(branch);
  }

  private retry(
    policy: RetryPolicy,
    frame: BranchFrame<T>,
    body: () => unknown,
  ): unknown {
    const { log } = this.resolved;
    const retried = new RetriedBranch(policy, frame, log, body);
    this.retried.set(frame.branch, retried);
    return retried.run();
  }

  private run(): unknown {
    const { callerEntry } = this;
    return callerEntry === undefined
      ? super.proceed()
      : this.execute(this.open(callerEntry, 'primary'));
  }

  /** The call, as all hooks get it. */
  private get asCall(): ExperimentCall {
    if (this.known === undefined) {
      const { timeline } = this.engine;
      const mark = timeline.now();
      this.known = {
        experiment: this.experiment,
        args: this.args,
        unit: this.unit,
        strategy: this.resolved.strategyName,
        startedAt: mark + timeline.anchor(mark).offset,
      };
    }
    return this.known;
  }

  private get wrapping(): Wrapping {
    return this.resolved.wrapping as Wrapping;
  }
}
