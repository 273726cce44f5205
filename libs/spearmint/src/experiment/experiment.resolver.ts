import { Inject, Injectable, Logger } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { BackgroundSupervisor } from '../background/background.supervisor.js';
import { Branch } from '../branch/branch.js';
import { ContextFrame, outermostScope } from '../branch/context-frame.js';
import { Timeline } from '../branch/timeline.js';
import {
  checkBinding,
  type ConfigEntry,
  ConfigPool,
  SpearmintConfigError,
} from '../config/index.js';
import { DEFAULT_POOL } from '../config-pool.token.js';
import {
  type Capture,
  resolveCapture,
} from '../logging/capture-options.interface.js';
import { RecordingRules } from '../logging/recording-rules.js';
import { SPEARMINT_OPTIONS } from '../spearmint.constants.js';
import type { SpearmintOptions } from '../spearmint-options.interface.js';
import { SelectionStrategy } from '../strategy/selection.strategy.js';
import { InvalidStrategyError } from '../strategy/strategy.errors.js';
import type { Strategy } from '../strategy/strategy.js';
import type { StrategyInput } from '../strategy/strategy-input.type.js';
import type { ExperimentDefinition } from './experiment.definition.js';
import { throwAll } from './boot-problems.js';
import { EmptyConfigPoolError, UnknownPoolError } from './experiment.errors.js';
import { experimentProblems } from './experiment-problems.js';
import { ExperimentLog } from './experiment.log.js';
import { parametersOf } from './experiment.metadata.js';
import { HookRegistry } from '../hooks/hook.registry.js';
import { probe } from './probe.js';
import { PoolCatalog } from './pool.catalog.js';
import { madeSources } from './made-sources.js';
import { sharedPoolOptions } from './pool-options.js';
import type { ResolvedExperiment } from './resolved-experiment.js';
import {
  type ResolvedStrategy,
  StrategyResolver,
} from './strategy.resolver.js';
import { retryPolicy } from './wrapping/retry-policy.js';
import type { Wrapping } from './wrapping/wrapping.interface.js';

/** Makes of a definition what its calls need, and checks all of it. @internal */
@Injectable()
export class ExperimentResolver {
  private readonly logger = new Logger('Spearmint');

  constructor(
    @Inject(SPEARMINT_OPTIONS) private readonly options: SpearmintOptions,
    @Inject(Timeline) private readonly timeline: Timeline,
    @Inject(BackgroundSupervisor)
    private readonly supervisor: BackgroundSupervisor,
    @Inject(RecordingRules) private readonly rules: RecordingRules,
    private readonly pools: PoolCatalog,
    private readonly strategies: StrategyResolver,
    private readonly hooks: HookRegistry,
    private readonly moduleRef: ModuleRef,
  ) {}

  async resolve(definition: ExperimentDefinition): Promise<ResolvedExperiment> {
    const { name, options } = definition;
    throwAll(experimentProblems(definition));
    const { pool, strategy: poolStrategy } = await this.poolOf(definition);
    this.rules.secrets.learn(ConfigPool.secrets(pool));
    const parameters = parametersOf(definition.target, definition.key);
    await assertBindings(name, pool, parameters);
    const input =
      options.strategy ?? poolStrategy ?? this.options.strategy ?? 'single';
    const resolved = await this.strategyOf(name, input, pool);
    const limits = this.supervisor.limits;
    return {
      name,
      definition,
      pool,
      parameters,
      strategy: resolved.strategy,
      direct: resolved.strategy.direct?.(),
      strategyName: resolved.name,
      builtIn: resolved.builtIn,
      timeoutMs: options.timeoutMs,
      shadowTimeoutMs:
        options.background?.timeoutMs ?? options.timeoutMs ?? limits.timeoutMs,
      sampleRate: options.background?.sampleRate ?? limits.sampleRate,
      keepsArgs: this.captureOf(definition).args !== 'off',
      bypass:
        (options.enabled ?? this.options.enabled ?? true)
          ? undefined
          : this.bypassOf(name, pool.at(0)),
      wrapping: this.wrappingOf(definition),
      log: this.logOf(name, pool),
    };
  }

  /** An experiment with other configs; its strategy goes on where it is. */
  async renew(
    experiment: ResolvedExperiment,
    pool: ConfigPool,
  ): Promise<ResolvedExperiment> {
    const { name, parameters, strategy, bypass } = experiment;
    this.rules.secrets.learn(ConfigPool.secrets(pool));
    await assertBindings(name, pool, parameters);
    assertStrategy(`"${name}"`, strategy, pool);
    return {
      ...experiment,
      pool,
      bypass: bypass && this.bypassOf(name, pool.at(0)),
    };
  }

  /** What the pool of an experiment is by now, where it was loaded anew since. */
  newerPool({
    definition: { options },
    pool,
  }: ResolvedExperiment): ConfigPool | undefined {
    if (options.configs !== undefined) return undefined;
    const now = this.pools.get(options.pool ?? DEFAULT_POOL)?.forCalls;
    return now?.version === pool.version ? undefined : now;
  }

  /** An experiment with the hooks that there are by now. */
  rewrap(experiment: ResolvedExperiment): ResolvedExperiment {
    return { ...experiment, wrapping: this.wrappingOf(experiment.definition) };
  }

  private wrappingOf({
    name,
    options,
  }: ExperimentDefinition): Wrapping | undefined {
    const hooks = this.hooks.chainFor(name);
    const retry = retryPolicy(options.retry);
    return hooks === undefined && retry === undefined
      ? undefined
      : { hooks, retry };
  }

  private captureOf({ name, options }: ExperimentDefinition): Capture {
    const { capture, recorder } = this.options;
    const own = resolveCapture(recorder?.capture, capture, options.capture);
    if (options.capture !== undefined) this.rules.set(name, own);
    return own;
  }

  private async poolOf({ name, options }: ExperimentDefinition): Promise<{
    pool: ConfigPool;
    strategy: StrategyInput | undefined;
  }> {
    if (options.configs !== undefined) {
      return {
        pool: await this.ownPool(name, options.configs),
        strategy: undefined,
      };
    }
    const known = this.pools.get(options.pool ?? DEFAULT_POOL);
    if (known === undefined) {
      throw new UnknownPoolError(
        name,
        options.pool ?? DEFAULT_POOL,
        this.pools.names(),
      );
    }
    // The same error as the pool's own, which a boot tells once.
    if (known.error !== undefined) throw known.error;
    return {
      pool: known.forCalls ?? (await this.emptyPool(name)),
      strategy: known.strategy,
    };
  }

  private async ownPool(
    name: string,
    configs: NonNullable<ExperimentDefinition['options']['configs']>,
  ): Promise<ConfigPool> {
    if (configs.length === 0) return this.emptyPool(name);
    return ConfigPool.from(await madeSources(configs, this.moduleRef), {
      name,
      ...sharedPoolOptions(this.options),
    });
  }

  private async emptyPool(name: string): Promise<ConfigPool> {
    if (this.options.emptyPool !== 'passthrough') {
      throw new EmptyConfigPoolError(name);
    }
    return ConfigPool.from([{ $id: 'default' }], { name });
  }

  private async strategyOf(
    name: string,
    input: StrategyInput,
    pool: ConfigPool,
  ): Promise<ResolvedStrategy> {
    const subject = `"${name}"`;
    const resolved = await this.strategies.resolve(input, subject);
    assertStrategy(subject, resolved.strategy, pool);
    if (!resolved.builtIn && resolved.strategy instanceof SelectionStrategy) {
      // A separate instance, so that the trial moves no cursor.
      const { strategy } = await this.strategies.resolve(input, subject);
      if (strategy !== resolved.strategy) {
        probe(subject, name, strategy as SelectionStrategy, pool);
      }
    }
    return resolved;
  }

  private logOf(name: string, pool: ConfigPool): ExperimentLog {
    const log = new ExperimentLog(this.logger, name);
    const isEmpty =
      pool.size === 1 && Object.keys(pool.at(0).value as object).length === 0;
    if (isEmpty) log.expectUnread();
    return log;
  }

  private bypassOf(name: string, entry: ConfigEntry): ContextFrame {
    const mark = this.timeline.now();
    const branch = new Branch(
      name,
      entry,
      'primary',
      undefined,
      0,
      this.timeline.anchor(mark),
      mark,
    );
    return new ContextFrame(outermostScope(this.timeline, undefined), branch);
  }
}

function assertStrategy(
  subject: string,
  strategy: Strategy,
  pool: ConfigPool,
): void {
  const problems = strategy.validate?.(pool) ?? [];
  if (problems.length > 0)
    throw new InvalidStrategyError(subject, problems.join('; and '));
}

async function assertBindings(
  name: string,
  pool: ConfigPool,
  parameters: ResolvedExperiment['parameters'],
): Promise<void> {
  const issues = [];
  for (const { model, path } of parameters) {
    issues.push(...(await checkBinding(pool, model, path)));
  }
  if (issues.length > 0) {
    throw new SpearmintConfigError(`experiment "${name}"`, issues);
  }
}
