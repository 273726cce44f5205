import type { Provider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { BackgroundSupervisor } from './background/background.supervisor.js';
import { BranchContainer } from './branch/branch-container.js';
import { BranchContext } from './branch/branch-context.js';
import { SpearmintClock, SystemClock } from './branch/clock.js';
import { ContextContainer } from './branch/context-container.js';
import { Timeline } from './branch/timeline.js';
import {
  DEFAULT_POOL,
  getConfigPoolToken,
  getFeatureToken,
} from './config-pool.token.js';
import { DEFAULT_BACKEND } from './default-backend.token.js';
import { BackendLoader } from './experiment/backend.loader.js';
import { ExperimentExplorer } from './experiment/experiment.explorer.js';
import { ExperimentInterceptor } from './experiment/experiment.interceptor.js';
import { ExperimentRegistry } from './experiment/experiment.registry.js';
import { ExperimentResolver } from './experiment/experiment.resolver.js';
import { ExperimentRunner } from './experiment/experiment.runner.js';
import { FeaturePool } from './experiment/feature-pool.js';
import { HookLoader } from './experiment/hook.loader.js';
import { InstanceAdopter } from './experiment/instance.adopter.js';
import { PartWaiter } from './experiment/part-waiter.js';
import { PoolCatalog } from './experiment/pool.catalog.js';
import { StrategyLoader } from './experiment/strategy.loader.js';
import { StrategyResolver } from './experiment/strategy.resolver.js';
import { HookRegistry } from './hooks/hook.registry.js';
import { BranchRecorder, LoggerBackend, Redactor } from './logging/index.js';
import { RecordingRules } from './logging/recording-rules.js';
import { makeBackend } from './make-backend.js';
import { PoolReloader } from './reload/pool.reloader.js';
import { SpearmintHealth } from './reload/spearmint.health.js';
import { RequestContext } from './request-context.js';
import { BranchContextInterceptor } from './transport/branch-context.interceptor.js';
import { ContextOpener } from './transport/context.opener.js';
import { LINKED_OPTIONS, SPEARMINT_OPTIONS } from './spearmint.constants.js';
import { SpearmintLifecycle } from './spearmint.lifecycle.js';
import type {
  FeatureOptions,
  SpearmintOptions,
} from './spearmint-options.interface.js';
import { StrategyRegistry } from './strategy/strategy.registry.js';

/** A pool with its settings, under a token of its own, and the pool under the public one. @internal */
export function poolProviders(
  name: string,
  featureOf: (root: SpearmintOptions | undefined) => FeatureOptions,
  place = 0,
): Provider[] {
  const token = getFeatureToken(name, place);
  return [
    {
      provide: token,
      inject: [ModuleRef, { token: LINKED_OPTIONS, optional: true }],
      useFactory: (moduleRef: ModuleRef, root?: SpearmintOptions) =>
        FeaturePool.load(featureOf(root), root ?? {}, moduleRef),
    },
    {
      provide: getConfigPoolToken(name),
      inject: [token],
      useFactory: (feature: FeaturePool) => feature.pool,
    },
  ];
}

const replaceable: Provider[] = [
  { provide: SpearmintClock, useClass: SystemClock },
  {
    provide: Timeline,
    inject: [SpearmintClock],
    useFactory: (clock: SpearmintClock) => new Timeline(clock),
  },
  {
    provide: BackgroundSupervisor,
    inject: [SpearmintClock, SPEARMINT_OPTIONS],
    useFactory: (clock: SpearmintClock, options: SpearmintOptions) =>
      // What it is besides is told when the application boots.
      new BackgroundSupervisor(clock, options.background ?? undefined),
  },
  {
    provide: BranchRecorder,
    inject: [RecordingRules],
    useFactory: (rules: RecordingRules) => new BranchRecorder({}, rules),
  },
  {
    provide: Redactor,
    inject: [BranchRecorder],
    useFactory: (recorder: BranchRecorder) => new Redactor(recorder),
  },
  {
    provide: LoggerBackend,
    inject: [
      SPEARMINT_OPTIONS,
      ModuleRef,
      { token: DEFAULT_BACKEND, optional: true },
    ],
    useFactory: (
      { logger }: SpearmintOptions,
      moduleRef: ModuleRef,
      defaultBackend?: LoggerBackend,
    ) => makeBackend(logger, moduleRef, defaultBackend),
  },
  {
    provide: StrategyRegistry,
    inject: [ModuleRef],
    useFactory: (moduleRef: ModuleRef) =>
      new StrategyRegistry((type) => moduleRef.create(type)),
  },
  {
    provide: BranchContainer,
    inject: [Timeline],
    useFactory: (timeline: Timeline) => new ContextContainer(timeline),
  },
  {
    provide: BranchContext,
    inject: [Timeline],
    useFactory: (timeline: Timeline) => new BranchContext(timeline),
  },
  HookRegistry,
  ExperimentRegistry,
  ExperimentRunner,
  ExperimentInterceptor,
  SpearmintHealth,
];

/** Everything the module is made of. @internal */
export const PROVIDERS: Provider[] = [
  ...replaceable,
  ...poolProviders(DEFAULT_POOL, (root) => ({
    name: DEFAULT_POOL,
    configs: root?.configs ?? [],
    model: root?.model,
    duplicates: root?.duplicates,
    overrides: root?.overrides,
    watch: root?.watch,
  })),
  RecordingRules,
  PartWaiter,
  PoolCatalog,
  PoolReloader,
  StrategyLoader,
  StrategyResolver,
  HookLoader,
  BackendLoader,
  ExperimentResolver,
  ExperimentExplorer,
  InstanceAdopter,
  RequestContext,
  ContextOpener,
  BranchContextInterceptor,
  SpearmintLifecycle,
];

/** What other modules may inject. @internal */
export const EXPORTS = [
  SPEARMINT_OPTIONS,
  getConfigPoolToken(),
  SpearmintClock,
  BackgroundSupervisor,
  BranchRecorder,
  Redactor,
  LoggerBackend,
  StrategyRegistry,
  BranchContainer,
  BranchContext,
  BranchContextInterceptor,
  ContextOpener,
  HookRegistry,
  ExperimentRegistry,
  ExperimentRunner,
  ExperimentInterceptor,
  SpearmintHealth,
];
