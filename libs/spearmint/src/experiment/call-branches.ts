import { Branch } from '../branch/branch.js';
import { BranchContainer } from '../branch/branch-container.js';
import type { BranchRole } from '../branch/branch-status.type.js';
import { ContextFrame, type FrameScope } from '../branch/context-frame.js';
import { inlineFrame, nearest, within } from '../branch/context-storage.js';
import type { ConfigEntry } from '../config/index.js';
import type { ExperimentEngine } from './experiment.engine.js';
import type { ResolvedExperiment } from './resolved-experiment.js';

/** The frame of a branch that belongs to a call. @internal */
export type BranchFrame<T> = ContextFrame & {
  readonly branch: Branch<T>;
  readonly scope: CallBranches<T>;
};

/** The branches of one call: how they begin, where they are seen, how they end. @internal */
export abstract class CallBranches<T> implements FrameScope {
  readonly outer: ContextFrame | undefined;
  readonly parent: ContextFrame | undefined;
  readonly inShadow: boolean;
  /** The branch that called, which may have ended. */
  private readonly parentId: string | undefined;
  /** The branches, until somebody asks for the container. */
  private first: Branch<T> | undefined = undefined;
  private others: Branch<T>[] | undefined = undefined;

  constructor(
    readonly engine: ExperimentEngine,
    readonly resolved: ResolvedExperiment,
    caller: ContextFrame | undefined,
    private box: BranchContainer<T> | undefined,
  ) {
    const around = nearest(caller, engine.timeline);
    this.parent = around?.living;
    this.parentId = around?.branchId;
    this.inShadow = around?.inShadow ?? false;
    const isCut = around === caller && around !== this.parent;
    this.outer = inlineFrame() ?? (isCut ? around?.outer : caller);
  }

  abstract readonly args: readonly unknown[];

  abstract get signal(): AbortSignal | undefined;

  get app(): object {
    return this.engine.timeline;
  }

  get container(): BranchContainer<T> {
    if (this.box === undefined) {
      this.box = new BranchContainer<T>();
      if (this.first !== undefined) this.box.add(this.first);
      for (const branch of this.others ?? []) this.box.add(branch);
    }
    return this.box;
  }

  /** The mark of the first branch, once there is one. */
  protected get startedAt(): number | undefined {
    return this.first?.mark;
  }

  /** Begins a branch and shows it to whoever looks at this call or its context. */
  open(
    config: ConfigEntry,
    role: BranchRole,
    mark = this.engine.timeline.now(),
  ): BranchFrame<T> {
    const { timeline } = this.engine;
    const branch = new Branch<T>(
      this.resolved.name,
      config,
      role,
      this.parentId,
      timeline.next(),
      timeline.anchor(mark),
      mark,
    );
    if (this.resolved.keepsArgs)
      this.engine.recorder.keepArgs(branch, this.args);
    this.keep(branch);
    this.parent?.show(branch);
    return new ContextFrame(this, branch) as BranchFrame<T>;
  }

  /** Runs a step of a branch's stream in the branch's context. */
  within<R>(frame: BranchFrame<T>, work: () => R): R {
    return within(frame, work);
  }

  succeeded(frame: BranchFrame<T>, output: T): void {
    const { branch } = frame;
    if (branch.isFinal) return;
    branch.markSuccess(output);
    if (!branch.configRead) this.readNothing(branch);
    this.ended(frame);
  }

  failed(frame: BranchFrame<T>, thrown: unknown): void {
    if (frame.branch.isFinal) return;
    frame.branch.markFailure(thrown);
    this.ended(frame);
  }

  skipped(frame: BranchFrame<T>, reason: string): void {
    if (frame.branch.isFinal) return;
    frame.branch.markSkipped(reason);
    this.ended(frame);
  }

  private keep(branch: Branch<T>): void {
    if (this.box !== undefined) this.box.add(branch);
    else if (this.first === undefined) this.first = branch;
    else if (this.others === undefined) this.others = [branch];
    else this.others.push(branch);
  }

  /** A branch has ended whose method never asked for its config. */
  protected readNothing(_branch: Branch<T>): void {
    this.resolved.log.unreadConfig();
  }

  protected ended(frame: BranchFrame<T>): void {
    const branch = frame.branch as Branch;
    frame.ended();
    frame.collector?.finish(branch);
    this.box?.finish(frame.branch);
    this.engine.recorder.record(branch);
  }
}
