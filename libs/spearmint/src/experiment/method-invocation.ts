import { Branch } from '../branch/branch.js';
import { BranchContainer } from '../branch/branch-container.js';
import type { BranchRole, ConfigOrigin } from '../branch/branch-status.type.js';
import { ContextFrame } from '../branch/context-frame.js';
import { enter } from '../branch/context-storage.js';
import {
  bindConfig,
  type ConfigEntry,
  type ConfigPool,
} from '../config/index.js';
import type {
  BackgroundBranchOptions,
  ExperimentInvocation,
  FanOutOptions,
} from '../strategy/experiment-invocation.interface.js';
import type { ExperimentEngine } from './experiment.engine.js';
import { fanOut } from './fan-out.js';
import { limited } from './limited.js';
import type {
  CallOverrides,
  ResolvedExperiment,
} from './resolved-experiment.js';
import { ShadowTask } from './shadow.task.js';
import { followStream, isStream } from './stream-result.js';

/** The frame of a branch that belongs to an invocation. @internal */
export type BranchFrame<T> = ContextFrame & { readonly branch: Branch<T> };

/** One call of one experiment. @internal */
export class MethodInvocation<T = unknown> implements ExperimentInvocation<T> {
  readonly probe = false;
  /** The first branch alone, until somebody asks for the container. */
  private first: Branch<T> | undefined = undefined;
  private sampled: boolean | undefined = undefined;

  constructor(
    readonly engine: ExperimentEngine,
    readonly resolved: ResolvedExperiment,
    private readonly self: object,
    readonly args: readonly unknown[],
    /** The nearest frame of any application, and of this one. */
    private readonly outer: ContextFrame | undefined,
    private readonly parent: ContextFrame | undefined,
    private readonly overrides: CallOverrides | undefined,
    private box: BranchContainer<T> | undefined,
  ) {}

  get experiment(): string {
    return this.resolved.name;
  }

  get configs(): ConfigPool {
    return this.overrides?.pool ?? this.resolved.pool;
  }

  get unit(): string | undefined {
    return this.overrides?.unit;
  }

  get signal(): AbortSignal | undefined {
    return this.overrides?.signal;
  }

  get container(): BranchContainer<T> {
    if (this.box === undefined) {
      this.box = new BranchContainer<T>();
      if (this.first !== undefined) this.box.add(this.first);
    }
    return this.box;
  }

  /** Whether any branch has been asked for. */
  get hasBranches(): boolean {
    return this.first !== undefined;
  }

  branch(config: ConfigEntry, role: BranchRole = 'primary'): Promise<T> {
    return this.runForeground(this.open(config, role, 'pool'));
  }

  /** Runs the method once with the config that the caller passed. */
  branchOfCaller(config: ConfigEntry): Promise<T> {
    const frame = this.open(config, 'primary', 'caller');
    frame.branch.configRead = true;
    return this.runForeground(frame);
  }

  branches(
    configs: Iterable<ConfigEntry>,
    options?: FanOutOptions,
  ): Promise<BranchContainer<T>> {
    return fanOut(this, configs, options?.concurrency);
  }

  background(config: ConfigEntry, options?: BackgroundBranchOptions): void {
    if (this.parent?.inShadow === true || !this.isSampled()) return;
    const frame = this.open(config, 'shadow', 'pool');
    this.engine.supervisor.offer(
      new ShadowTask(this, frame, options?.args),
      options?.after,
    );
  }

  skip(config: ConfigEntry, reason: string): void {
    this.skipped(this.open(config, 'shadow', 'pool'), reason);
  }

  fallback(problem: string, cause?: unknown): ConfigEntry {
    this.resolved.log.fallback(this.resolved.strategyName, problem, cause);
    return this.configs.at(0);
  }

  /** Begins a branch and shows it to whoever looks at this call or its context. */
  open(
    config: ConfigEntry,
    role: BranchRole,
    source: ConfigOrigin = 'pool',
  ): BranchFrame<T> {
    const { timeline } = this.engine;
    const mark = timeline.now();
    const branch = new Branch<T>(
      this.resolved.name,
      config,
      role,
      this.parent?.branchId,
      source,
      timeline.next(),
      timeline.anchor(mark),
      mark,
    );
    // The second branch is what makes a container worth its while.
    if (this.first !== undefined) this.container.add(branch);
    else {
      this.first = branch;
      this.box?.add(branch);
    }
    return new ContextFrame(
      timeline,
      this.outer,
      branch as Branch,
      this.parent,
      this.overrides?.signal,
    ) as BranchFrame<T>;
  }

  /** Runs the method's body inside the branch. Throws what it throws. */
  call(frame: BranchFrame<T>, args: readonly unknown[]): unknown {
    return enter(
      frame,
      this.resolved.definition.original,
      this.self,
      this.resolved.parameters.length === 0 ? args : this.inject(frame, args),
    );
  }

  succeeded(frame: BranchFrame<T>, output: T): void {
    const { branch } = frame;
    if (branch.isFinal) return;
    branch.markSuccess(output);
    if (!branch.configRead) this.resolved.log.unreadConfig();
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

  private runForeground(frame: BranchFrame<T>): Promise<T> {
    let result: unknown;
    try {
      result = this.call(frame, this.args);
    } catch (thrown) {
      this.failed(frame, thrown);
      return Promise.reject(thrown);
    }
    // A stream is handed out as it is: callers pipe, subscribe and iterate it.
    if (isStream(result)) return followStream(this, frame, result) as never;
    if (
      this.resolved.timeoutMs !== undefined ||
      this.overrides?.signal !== undefined
    ) {
      return limited(this, frame, Promise.resolve(result as T));
    }
    return Promise.resolve(result as T).then(
      (output) => this.finished(frame, output),
      (thrown: unknown) => {
        this.failed(frame, thrown);
        return Promise.reject(thrown);
      },
    );
  }

  /** Ends a foreground branch with what its promise gave, which may be a stream. */
  finished(frame: BranchFrame<T>, output: T): T {
    if (isStream(output)) return followStream(this, frame, output) as T;
    this.succeeded(frame, output);
    return output;
  }

  private ended(frame: BranchFrame<T>): void {
    const branch = frame.branch as Branch;
    frame.collector?.finish(branch);
    this.box?.finish(frame.branch);
    this.engine.recorder.record(branch);
  }

  private isSampled(): boolean {
    return (this.sampled ??= this.engine.supervisor.samples(
      this.resolved.sampleRate,
    ));
  }

  private inject(
    frame: BranchFrame<T>,
    args: readonly unknown[],
  ): readonly unknown[] {
    const filled = [...args];
    for (const { index, model, path } of this.resolved.parameters) {
      if (filled[index] != null) continue;
      filled[index] = bindConfig(frame.branch.entry, model, path);
      frame.branch.configRead = true;
    }
    return filled;
  }
}
