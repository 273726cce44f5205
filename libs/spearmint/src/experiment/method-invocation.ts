import { Branch } from '../branch/branch.js';
import { BranchContainer } from '../branch/branch-container.js';
import type { BranchRole } from '../branch/branch-status.type.js';
import { ContextFrame, type FrameScope } from '../branch/context-frame.js';
import { enter } from '../branch/context-storage.js';
import { type ConfigEntry, ConfigPool } from '../config/index.js';
import type {
  BackgroundBranchOptions,
  ExperimentInvocation,
  FanOutOptions,
} from '../strategy/experiment-invocation.interface.js';
import type { ExperimentEngine } from './experiment.engine.js';
import { fillArgs } from './fill-args.js';
import { FanOut } from './fan-out.js';
import { isEntry, unknownConfig } from './entry-check.js';
import { guarded } from './guarded.js';
import type { InterceptedCall } from './intercepted-call.interface.js';
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
export class MethodInvocation<T = unknown>
  implements ExperimentInvocation<T>, InterceptedCall, FrameScope
{
  readonly probe = false;
  readonly app: object;
  /** The branches, until somebody asks for the container. */
  private first: Branch<T> | undefined = undefined;
  private others: Branch<T>[] | undefined = undefined;
  private sampled: boolean | undefined = undefined;
  /** See {@link InterceptedCall}. */
  frame: BranchFrame<T> | undefined = undefined;
  readonly inline: undefined;

  constructor(
    readonly engine: ExperimentEngine,
    readonly resolved: ResolvedExperiment,
    private readonly self: object,
    readonly args: readonly unknown[],
    readonly outer: ContextFrame | undefined,
    readonly parent: ContextFrame | undefined,
    private readonly overrides: CallOverrides | undefined,
    private box: BranchContainer<T> | undefined,
  ) {
    this.app = engine.timeline;
  }

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

  /** See {@link InterceptedCall}; throws where the config does not fit a parameter. */
  get methodArgs(): readonly unknown[] {
    return this.argsFor(this.frame as BranchFrame<T>, this.args);
  }

  get container(): BranchContainer<T> {
    if (this.box === undefined) {
      this.box = new BranchContainer<T>();
      if (this.first !== undefined) this.box.add(this.first);
      for (const branch of this.others ?? []) this.box.add(branch);
    }
    return this.box;
  }

  /** Whether any branch has been asked for. */
  get hasBranches(): boolean {
    return this.first !== undefined || (this.box?.length ?? 0) > 0;
  }

  /** Whether anything but the method itself can end a foreground branch. */
  get isLimited(): boolean {
    return (
      this.resolved.timeoutMs !== undefined ||
      this.overrides?.signal !== undefined
    );
  }

  branch(config: ConfigEntry, role: BranchRole = 'primary'): Promise<T> {
    this.assertEntry(config);
    const result = this.execute(this.open(config, role));
    // A strategy that is not ours may forget what it started.
    if (!this.isTrusted && result instanceof Promise) result.catch(ignore);
    return result;
  }

  /** Runs a branch in the foreground: resolves and rejects as its method does. */
  execute(frame: BranchFrame<T>): Promise<T> {
    try {
      return this.returned(this.call(frame, this.args), frame);
    } catch (thrown) {
      return this.threw(thrown, frame);
    }
  }

  branches(
    configs: Iterable<ConfigEntry>,
    options?: FanOutOptions,
  ): Promise<BranchContainer<T>> {
    const entries =
      configs instanceof ConfigPool ? configs.slice() : [...configs];
    if (!this.isTrusted) entries.forEach((entry) => this.assertEntry(entry));
    return FanOut.run(this, entries, options?.concurrency);
  }

  background(config: ConfigEntry, options?: BackgroundBranchOptions): void {
    if (this.parent?.inShadow === true || !this.isSampled()) return;
    if (!this.isKnown(config)) return;
    // Its own start comes later; until then the time of the call will do.
    const frame = this.open(config, 'shadow', this.first?.mark);
    this.engine.supervisor.offer(
      new ShadowTask(this, frame, options?.args),
      options?.after,
    );
  }

  skip(config: ConfigEntry, reason: string): void {
    if (!this.isKnown(config)) return;
    this.skipped(this.open(config, 'shadow'), reason);
  }

  fallback(problem: string, cause?: unknown): ConfigEntry {
    this.resolved.log.fallback(this.resolved.strategyName, problem, cause);
    return this.configs.at(0);
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
      this.parent?.branchId,
      timeline.next(),
      timeline.anchor(mark),
      mark,
    );
    this.keep(branch);
    this.parent?.branches().add(branch);
    return new ContextFrame(this, branch) as BranchFrame<T>;
  }

  /** Runs the method's body inside a branch. Throws what it throws. */
  call(frame: BranchFrame<T>, args: readonly unknown[]): unknown {
    return enter(
      frame,
      this.resolved.definition.original,
      this.self,
      this.argsFor(frame, args),
    );
  }

  /** The same in a frame that is the current one already. */
  callHere(frame: BranchFrame<T>, args: readonly unknown[]): unknown {
    return Reflect.apply(
      this.resolved.definition.original,
      this.self,
      this.argsFor(frame, args) as never[],
    );
  }

  /** The arguments with the branch's config in its parameters. */
  argsFor(frame: BranchFrame<T>, args: readonly unknown[]): readonly unknown[] {
    const { parameters } = this.resolved;
    if (parameters.length === 0) return args;
    const { branch } = frame;
    branch.configRead = true;
    // What the caller gave is no whole config: the rest comes from the first one.
    return branch.configSource === 'caller'
      ? fillArgs(args, parameters, this.configs.at(0))
      : fillArgs(args, parameters, branch.entry);
  }

  /** Hands the call to its strategy. */
  proceed(): unknown {
    const { resolved, overrides } = this;
    const strategy = overrides?.strategy ?? resolved.strategy;
    return this.isTrusted ? strategy.run(this) : guarded(this, strategy);
  }

  /** The body has returned in the foreground: its result, for the caller. */
  returned(result: unknown, frame = this.frame as BranchFrame<T>): Promise<T> {
    // A stream is handed out as it is: callers pipe, subscribe and iterate it.
    if (isStream(result)) return followStream(this, frame, result) as never;
    const promise = Promise.resolve(result as T);
    const outcome = this.isLimited ? limited(this, frame, promise) : promise;
    return outcome.then(
      (output) => this.finished(frame, output),
      (thrown: unknown) => {
        this.failed(frame, thrown);
        // Costs half of what returning a rejected promise costs.
        throw thrown;
      },
    );
  }

  /** The body has thrown at once in the foreground. */
  threw(thrown: unknown, frame = this.frame as BranchFrame<T>): Promise<never> {
    this.failed(frame, thrown);
    return Promise.reject(thrown);
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

  private keep(branch: Branch<T>): void {
    if (this.box !== undefined) this.box.add(branch);
    else if (this.first === undefined) this.first = branch;
    else if (this.others === undefined) this.others = [branch];
    else this.others.push(branch);
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

  /** Whether the strategy ends as its branches end, and knows its configs. */
  private get isTrusted(): boolean {
    return this.overrides?.builtIn ?? this.resolved.builtIn;
  }

  /** Says that the strategy gave something that is no config, where it may not throw. */
  private isKnown(config: ConfigEntry): boolean {
    if (isEntry(config)) return true;
    const { log, strategyName } = this.resolved;
    log.strategyFault(strategyName, unknownConfig(this.experiment, config));
    return false;
  }

  private assertEntry(config: ConfigEntry): void {
    if (!isEntry(config)) throw unknownConfig(this.experiment, config);
  }

  private isSampled(): boolean {
    return (this.sampled ??= this.engine.supervisor.samples(
      this.resolved.sampleRate,
    ));
  }
}

const ignore = (): void => undefined;
