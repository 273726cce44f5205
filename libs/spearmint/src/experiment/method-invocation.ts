import type { BranchContainer } from '../branch/branch-container.js';
import type { BranchRole } from '../branch/branch-status.type.js';
import type { ContextFrame } from '../branch/context-frame.js';
import { enter, enterFrame, leaveFrame } from '../branch/context-storage.js';
import { type ConfigEntry, ConfigPool } from '../config/index.js';
import type { DirectStrategy } from '../strategy/direct-strategy.interface.js';
import type {
  BackgroundBranchOptions,
  ExperimentInvocation,
  FanOutOptions,
  InTurnOptions,
  RaceOptions,
} from '../strategy/experiment-invocation.interface.js';
import { type BranchFrame, CallBranches } from './call-branches.js';
import type { ExperimentEngine } from './experiment.engine.js';
import { fillArgs } from './fill-args.js';
import { FanOut } from './fan-out.js';
import { isEntry, unknownConfig } from './entry-check.js';
import { guarded } from './guarded.js';
import { InTurn } from './in-turn.js';
import type { InterceptedCall } from './intercepted-call.interface.js';
import { limited } from './limited.js';
import { runRace } from './race/run-race.js';
import type {
  CallOverrides,
  ResolvedExperiment,
} from './resolved-experiment.js';
import { ShadowTask } from './shadow.task.js';
import { followStream } from './stream-result.js';
import { isStream } from './stream-kinds.js';

/** One call of one experiment. @internal */
export class MethodInvocation<T = unknown>
  extends CallBranches<T>
  implements ExperimentInvocation<T>, InterceptedCall
{
  readonly probe = false;
  private sampled: boolean | undefined = undefined;
  /** Where the body of a direct call runs. */
  private frame: BranchFrame<T> | undefined = undefined;
  private direct: DirectStrategy | undefined = undefined;
  /** What a direct call's frame hides. */
  private hidden: ContextFrame | undefined = undefined;

  constructor(
    engine: ExperimentEngine,
    resolved: ResolvedExperiment,
    private readonly self: object,
    readonly args: readonly unknown[],
    /** What the call came from. */
    private readonly caller: ContextFrame | undefined,
    private readonly overrides: CallOverrides | undefined,
    container: BranchContainer<T> | undefined,
  ) {
    super(engine, resolved, caller, container);
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

  /** Whether anything but the method itself can end a foreground branch. */
  get isLimited(): boolean {
    return (
      this.resolved.timeoutMs !== undefined ||
      this.overrides?.signal !== undefined
    );
  }

  /** Whether nobody waits for the call any more. */
  get isAborted(): boolean {
    return (
      this.signal?.aborted === true || this.parent?.signal.aborted === true
    );
  }

  branch(config: ConfigEntry, role: BranchRole = 'primary'): Promise<T> {
    this.assertEntry(config);
    return this.kept(this.execute(this.open(config, role)));
  }

  /** Runs a branch in the foreground: resolves and rejects as its method does. */
  execute(frame: BranchFrame<T>): Promise<T> {
    try {
      return this.follow(frame, this.call(frame, this.args));
    } catch (thrown) {
      return this.reject(frame, thrown);
    }
  }

  branches(
    configs: Iterable<ConfigEntry>,
    options?: FanOutOptions,
  ): Promise<BranchContainer<T>> {
    return FanOut.run(this, this.entriesOf(configs), options?.concurrency);
  }

  race(configs: Iterable<ConfigEntry>, options: RaceOptions = {}): Promise<T> {
    const entries = this.entriesOf(configs);
    if (entries.length === 0) throw unknownConfig(this.experiment, undefined);
    return this.kept(runRace(this, entries, options));
  }

  inTurn(
    configs: Iterable<ConfigEntry>,
    options: InTurnOptions = {},
  ): Promise<T> {
    const entries = this.entriesOf(configs);
    if (entries.length === 0) throw unknownConfig(this.experiment, undefined);
    return this.kept(new InTurn(this, entries, options).run());
  }

  background(config: ConfigEntry, options?: BackgroundBranchOptions): void {
    if (this.parent?.inShadow === true || !this.isSampled()) return;
    if (!this.isKnown(config)) return;
    // Its own start comes later; until then the time of the call will do.
    const frame = this.open(config, 'shadow', this.startedAt);
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

  /** Opens the branch of a call whose foreground is known before anything runs. */
  prepare(config: ConfigEntry, direct?: DirectStrategy): void {
    this.frame = this.open(config, 'primary');
    this.direct = direct;
  }

  get isDirect(): boolean {
    return this.frame !== undefined;
  }

  /** See {@link InterceptedCall}; throws where the config does not fit a parameter. */
  enter(): readonly unknown[] {
    const frame = this.frame as BranchFrame<T>;
    this.hidden = enterFrame(frame);
    return this.argsFor(frame, this.args);
  }

  returned(result: unknown): Promise<T> {
    leaveFrame(this.caller, this.hidden);
    const frame = this.frame as BranchFrame<T>;
    const outcome = this.follow(frame, result);
    this.direct?.begun?.(this, frame.branch.entry);
    return outcome;
  }

  threw(thrown: unknown): Promise<never> {
    leaveFrame(this.caller, this.hidden);
    const frame = this.frame as BranchFrame<T>;
    const outcome = this.reject(frame, thrown);
    this.direct?.begun?.(this, frame.branch.entry);
    return outcome;
  }

  /** The body has returned in the foreground: its result, for the caller. */
  private follow(frame: BranchFrame<T>, result: unknown): Promise<T> {
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
  private reject(frame: BranchFrame<T>, thrown: unknown): Promise<never> {
    this.failed(frame, thrown);
    return Promise.reject(thrown);
  }

  /** Ends a foreground branch with what its promise gave, which may be a stream. */
  finished(frame: BranchFrame<T>, output: T): T {
    if (isStream(output)) return followStream(this, frame, output) as T;
    this.succeeded(frame, output);
    return output;
  }

  /** The caller gets this error, whatever its branches threw. */
  gaveUp(_thrown: unknown): void {
    // Calls with hooks tell them.
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

  /** A strategy that is not ours may forget what it started. */
  private kept(result: unknown): Promise<T> {
    if (!this.isTrusted && result instanceof Promise) result.catch(ignore);
    return result as Promise<T>;
  }

  private entriesOf(configs: Iterable<ConfigEntry>): readonly ConfigEntry[] {
    const entries =
      configs instanceof ConfigPool ? configs.slice() : [...configs];
    if (!this.isTrusted) entries.forEach((entry) => this.assertEntry(entry));
    return entries;
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
