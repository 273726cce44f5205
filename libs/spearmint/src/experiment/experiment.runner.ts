import { Inject, Injectable } from '@nestjs/common';
import { BackgroundSupervisor } from '../background/background.supervisor.js';
import type { Branch } from '../branch/branch.js';
import { BranchContainer } from '../branch/branch-container.js';
import type { ContextFrame } from '../branch/context-frame.js';
import { currentFrame, enterInline } from '../branch/context-storage.js';
import { Timeline } from '../branch/timeline.js';
import { type ConfigEntry, ConfigPool } from '../config/index.js';
import { BranchRecorder } from '../logging/index.js';
import { RecordingRules } from '../logging/recording-rules.js';
import { SPEARMINT_OPTIONS } from '../spearmint.constants.js';
import type { SpearmintOptions } from '../spearmint-options.interface.js';
import { InvalidStrategyError } from '../strategy/strategy.errors.js';
import type { StrategyInput } from '../strategy/strategy-input.type.js';
import { callerEntry } from './caller-entry.js';
import { ExperimentExplorer } from './experiment.explorer.js';
import { facadeOf } from './facade-of.js';
import { fillArgs } from './fill-args.js';
import type { InterceptedCall } from './intercepted-call.interface.js';
import { MethodInvocation } from './method-invocation.js';
import { PlainCall } from './plain-call.js';
import { sharedPoolOptions } from './pool-options.js';
import type {
  CallOverrides,
  ResolvedExperiment,
} from './resolved-experiment.js';
import type {
  BranchOutput,
  CallOutput,
  Experimental,
  MethodArgs,
  MethodName,
  RunOptions,
  RunResult,
} from './run.types.js';
import { StrategyResolver } from './strategy.resolver.js';
import { WrappedInvocation } from './wrapping/wrapped-invocation.js';
import type { Wrapping } from './wrapping/wrapping.interface.js';

/**
 * Runs experiments: behind every decorated call, and directly for code that wants
 * the branches beside the output.
 *
 * ```ts
 * const { output, branches } = await runner.run(search, 'rank', ['alien'], { strategy: 'shadow', settle: true });
 * ```
 *
 * @publicApi
 */
@Injectable()
export class ExperimentRunner {
  /** @internal */
  constructor(
    /** @internal */
    @Inject(Timeline) readonly timeline: Timeline,
    /** @internal */
    @Inject(BranchRecorder) readonly recorder: BranchRecorder,
    /** @internal */
    @Inject(BackgroundSupervisor) readonly supervisor: BackgroundSupervisor,
    private readonly explorer: ExperimentExplorer,
    private readonly strategies: StrategyResolver,
    @Inject(SPEARMINT_OPTIONS) private readonly options: SpearmintOptions,
    @Inject(RecordingRules) private readonly rules: RecordingRules,
  ) {}

  /**
   * Calls a decorated method and gives its branches beside what it resolved with.
   * Rejects as the method does.
   *
   * @param service an instance whose class has the experiment.
   * @param args the method's arguments; a config parameter is left out.
   * @throws UnknownExperimentError when the method is not decorated.
   */
  async run<
    S extends object,
    M extends MethodName<S>,
    X extends StrategyInput = never,
  >(
    service: S,
    method: M,
    args: MethodArgs<S, M>,
    options: RunOptions<X> = {},
  ): Promise<RunResult<BranchOutput<S, M>, CallOutput<S, M, X>>> {
    options.signal?.throwIfAborted();
    const experiment = await this.explorer.resolveMethod(
      service,
      method as string,
    );
    const overrides = await this.overridesOf(experiment, options);
    options.signal?.throwIfAborted();
    const branches = new BranchContainer<BranchOutput<S, M>>();
    const call = this.begin(experiment, service, args, overrides, branches);
    const output = await runCall(call, experiment, service);
    if (options.settle === true) await backgroundOf(branches);
    return { output: output as CallOutput<S, M, X>, branches };
  }

  /**
   * The service with the same methods, each of which gives its branches beside what
   * it resolves with.
   *
   * ```ts
   * const { output, branches } = await runner.of(search).rank('alien');
   * ```
   *
   * @param options for every call.
   */
  of<S extends object, X extends StrategyInput = never>(
    service: S,
    options: RunOptions<X> = {},
  ): Experimental<S, X> {
    return facadeOf(service, (method, args) =>
      this.run(service, method, args, options),
    );
  }

  /** Begins one call of an experiment. @internal */
  begin(
    experiment: ResolvedExperiment,
    self: object,
    args: readonly unknown[],
    overrides?: CallOverrides,
    container?: BranchContainer,
  ): InterceptedCall {
    const { bypass } = experiment;
    if (bypass !== undefined) return bypassed(experiment, bypass, self, args);
    const { wrapping } = experiment;
    if (wrapping !== undefined && !isIdle(wrapping)) {
      return this.beginWrapped(experiment, self, args, overrides, container);
    }
    const invocation = new MethodInvocation(
      this,
      experiment,
      self,
      args,
      currentFrame(),
      overrides,
      container,
    );
    const entry = callerEntryOf(experiment, args);
    if (entry !== undefined) invocation.prepare(entry);
    else if (overrides?.strategy === undefined) {
      const { direct } = experiment;
      if (direct !== undefined)
        invocation.prepare(direct.choose(invocation), direct);
    }
    return invocation;
  }

  /** Apart from {@link begin}, which is short for calls that have nothing around them. */
  private beginWrapped(
    experiment: ResolvedExperiment,
    self: object,
    args: readonly unknown[],
    overrides: CallOverrides | undefined,
    container: BranchContainer | undefined,
  ): InterceptedCall {
    const invocation = new WrappedInvocation(
      this,
      experiment,
      self,
      args,
      currentFrame(),
      overrides,
      container,
    );
    const entry = callerEntryOf(experiment, args);
    if (entry !== undefined) invocation.prepare(entry);
    return invocation;
  }

  private async overridesOf(
    experiment: ResolvedExperiment,
    { strategy, configs, unit, signal }: RunOptions,
  ): Promise<CallOverrides> {
    const resolved =
      strategy === undefined
        ? undefined
        : await this.strategies.forCalls(experiment, strategy);
    const pool =
      configs instanceof ConfigPool || configs === undefined
        ? configs
        : await ConfigPool.from(configs, {
            ...sharedPoolOptions(this.options),
            name: experiment.name,
          });
    if (pool !== undefined) this.rules.secrets.learn(ConfigPool.secrets(pool));
    const problems = resolved?.strategy.validate?.(pool ?? experiment.pool);
    if (problems !== undefined && problems.length > 0) {
      throw new InvalidStrategyError(
        `a run of "${experiment.name}"`,
        problems.join('; and '),
      );
    }
    return {
      pool,
      strategy: resolved?.strategy,
      builtIn: resolved?.builtIn,
      unit,
      signal,
    };
  }
}

/** Waits for the shadows alone: a stream in the foreground ends when its caller has read it. */
async function backgroundOf(branches: BranchContainer): Promise<void> {
  const isOpen = ({ role, isFinal }: Branch): boolean =>
    role === 'shadow' && !isFinal;
  if (![...branches].some(isOpen)) return;
  for await (const _ of branches.stream()) {
    if (![...branches].some(isOpen)) return;
  }
}

/** The config that the caller passed, if any. */
function callerEntryOf(
  { parameters }: ResolvedExperiment,
  args: readonly unknown[],
): ConfigEntry | undefined {
  for (const { index } of parameters) {
    const given = args[index];
    if (given != null) return callerEntry(given);
  }
  return undefined;
}

/** Whether nothing stands around a call that begins now. */
function isIdle({ retry, hooks }: Wrapping): boolean {
  return retry === undefined && (hooks === undefined || hooks.isIdle);
}

/** The method under its first config, with nothing around it. */
function bypassed(
  { parameters, definition, pool }: ResolvedExperiment,
  frame: ContextFrame,
  self: object,
  args: readonly unknown[],
): InterceptedCall {
  return new PlainCall(() => {
    const filled = fillArgs(args, parameters, pool.at(0));
    return enterInline(frame, definition.original, self, filled);
  });
}

/** Does what a decorated method does with its call. @internal */
export function runCall(
  call: InterceptedCall,
  { definition }: ResolvedExperiment,
  self: object,
): unknown {
  if (!call.isDirect) return call.proceed();
  let result: unknown;
  try {
    result = Reflect.apply(definition.original, self, call.enter() as never[]);
  } catch (thrown) {
    return call.threw(thrown);
  }
  return call.returned(result);
}
