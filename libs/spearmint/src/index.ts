/** @module nestjs-spearmint */

export type { BackgroundOptions } from './background/background-options.interface.js';
export type { BackgroundStats } from './background/background-stats.interface.js';
export { BackgroundSupervisor } from './background/background.supervisor.js';
export { AllBranchesFailedError } from './branch/all-branches-failed.error.js';
export {
  Branch,
  type BranchConstructor,
  type FailedBranch,
  type PendingBranch,
  type SkippedBranch,
  type SuccessfulBranch,
} from './branch/branch.js';
export type {
  BranchBase,
  BranchJsonOptions,
  BranchStartOptions,
} from './branch/branch-base.js';
export { branchConfig } from './branch/branch-config.js';
export { BranchContainer } from './branch/branch-container.js';
export { BranchContext } from './branch/branch-context.js';
export { branchesOf } from './branch/branches-of.js';
export type { BranchAttempt } from './branch/branch-attempt.interface.js';
export type { BranchError } from './branch/branch-error.interface.js';
export { BranchAlreadyFinalizedError } from './branch/branch-finalized.error.js';
export type { BranchRecord } from './branch/branch-record.interface.js';
export type {
  BranchRole,
  BranchStatus,
  ConfigOrigin,
} from './branch/branch-status.type.js';
export { Branches } from './branch/branches.decorator.js';
export {
  type ConfigSummary,
  summarize,
  type SummarizedBranch,
} from './branch/summarize.js';
export { SpearmintClock } from './branch/clock.js';
export type { HeldOutput } from './branch/held-output.type.js';
export { jsonSafe } from './branch/json-safe.js';
export type { MaybeBranches } from './branch/maybe-branches.type.js';
export { NoBranchError } from './branch/no-branch.error.js';
export { NoContextError } from './branch/no-context.error.js';
export { NotBranchesError } from './branch/not-branches.error.js';
export { getConfigPoolToken, InjectConfigPool } from './config-pool.token.js';
export {
  canonicalize,
  type ConfigDocument,
  type ConfigEntry,
  configHash,
  configId,
  type ConfigIssue,
  type ConfigModel,
  type ConfigPath,
  ConfigPool,
  type ConfigPoolOptions,
  ConfigSource,
  type ConfigSourceContext,
  type WatchList,
  type ConfigSourceInput,
  ConfigIndexError,
  type FilePosition,
  type PoolConfig,
  type PoolName,
  type SpearmintPools,
  mergeConfigs,
  type MergeMode,
  SpearmintConfigError,
  type StandardSchema,
  type StandardSchemaIssue,
  type StandardSchemaResult,
  choice,
  type ConfigAxis,
  Dynamic,
  DynamicValue,
  env,
  fromModel,
  type FromModelOptions,
  grid,
  int,
  type IntervalOptions,
  linspace,
  literal,
  logspace,
  logUniform,
  type Merged,
  type PatternTests,
  range,
  type RangeOptions,
  type Resolved,
  secret,
  Space,
  space,
  type SpaceOptions,
  type SpacePartial,
  type SpacePattern,
  type SpaceValue,
  type SpacingOptions,
  textFile,
  uniform,
  variants,
} from './config/index.js';
export {
  type PoolHealth,
  SpearmintHealth,
  type SpearmintHealthResult,
} from './reload/spearmint.health.js';
export { MissingWatcherError } from './reload/watch-directories.js';
export { SpearmintError } from './errors/spearmint.error.js';
export { WaitTimeoutError } from './errors/wait-timeout.error.js';
export {
  BranchConfig,
  injected,
} from './experiment/branch-config.decorator.js';
export { BranchTimeoutError } from './experiment/branch-timeout.error.js';
export { experimental } from './experiment/experimental.js';
export type { ExperimentDecorator } from './experiment/experiment-decorator.type.js';
export { NoApplicationError } from './experiment/no-application.error.js';
export { Experiment } from './experiment/experiment.decorator.js';
export type { ExperimentDefinition } from './experiment/experiment.definition.js';
export {
  DuplicateExperimentError,
  DuplicatePoolError,
  EmptyConfigPoolError,
  InvalidOptionError,
  SpearmintBootError,
  UnknownExperimentError,
  UnknownPoolError,
} from './experiment/experiment.errors.js';
export { ExperimentInterceptor } from './experiment/experiment.interceptor.js';
export type { ExperimentInfo } from './experiment/experiment-info.interface.js';
export type {
  ExperimentBackgroundOptions,
  ExperimentOptions,
} from './experiment/experiment.options.js';
export { ExperimentRegistry } from './experiment/experiment.registry.js';
export { ExperimentRunner } from './experiment/experiment.runner.js';
export type { InterceptedCall } from './experiment/intercepted-call.interface.js';
export { InvalidDecorationError } from './experiment/invalid-decoration.error.js';
export { StreamKindError } from './experiment/race/stream-kind.error.js';
export { PlainCall } from './experiment/plain-call.js';
export type {
  BranchOutput,
  CallOutput,
  Experimental,
  MethodArgs,
  MethodName,
  MethodOutput,
  RunOptions,
  RunResult,
} from './experiment/run.types.js';
export type { RetryOptions } from './experiment/wrapping/retry.options.js';
export {
  type ExperimentCall,
  type ExperimentEnd,
  ExperimentHook,
} from './hooks/experiment-hook.js';
export type { HookInput } from './hooks/hook-input.type.js';
export { HookRegistry } from './hooks/hook.registry.js';
export type { HookStats } from './hooks/hook-stats.interface.js';
export { InvalidHookError } from './hooks/invalid-hook.error.js';
export {
  SpearmintHook,
  type SpearmintHookOptions,
} from './hooks/spearmint-hook.decorator.js';
export {
  assertBackend,
  BackendDriver,
  type BackendDriverOptions,
  type BackendDrops,
  type BackendStats,
  BranchRecorder,
  type BreakerState,
  CallTimeoutError,
  type CaptureMode,
  type CaptureOptions,
  ConsoleLogger,
  describeCause,
  InMemoryLogger,
  InMemoryLoggerOptions,
  type InMemoryRun,
  type LineLogger,
  InvalidLoggerBackendError,
  InvalidRecorderOptionError,
  LoggerBackend,
  NoOpLogger,
  RecorderOptions,
  type RecorderStats,
  Redactor,
  type RunStatus,
  type WaitOptions,
} from './logging/index.js';
export type {
  RedactInput,
  RedactOptions,
} from './redaction/redact-options.interface.js';
export type {
  AnyFeatureOptions,
  FeatureOptions,
  LoggerInput,
  SpearmintAsyncOptions,
  SpearmintExtras,
  SpearmintOptions,
  SpearmintOptionsFactory,
} from './spearmint-options.interface.js';
export { DEFAULT_BACKEND } from './default-backend.token.js';
export { SpearmintModule } from './spearmint.module.js';
export type {
  BackgroundBranchOptions,
  ExperimentInvocation,
  FanOutOptions,
  InTurnOptions,
  RaceOptions,
  SelectionContext,
} from './strategy/experiment-invocation.interface.js';
export {
  FallbackStrategy,
  type FallbackStrategyOptions,
} from './strategy/fallback.strategy.js';
export {
  RaceStrategy,
  type RaceStrategyOptions,
} from './strategy/race.strategy.js';
export {
  MultiBranchStrategy,
  type MultiBranchStrategyOptions,
} from './strategy/multi-branch.strategy.js';
export {
  RandomStrategy,
  type RandomStrategyOptions,
} from './strategy/random.strategy.js';
export { RoundRobinStrategy } from './strategy/round-robin.strategy.js';
export { SelectionStrategy } from './strategy/selection.strategy.js';
export {
  ShadowStrategy,
  type ShadowStrategyOptions,
} from './strategy/shadow.strategy.js';
export { SingleStrategy } from './strategy/single.strategy.js';
export {
  SpearmintStrategy,
  type StrategyDecorator,
} from './strategy/strategy.decorator.js';
export {
  DuplicateStrategyError,
  InvalidStrategyError,
  UnknownStrategyError,
} from './strategy/strategy.errors.js';
export type {
  BuiltInStrategyName,
  OwnStrategyName,
  SpearmintStrategies,
  StrategyInput,
} from './strategy/strategy-input.type.js';
export { Strategy } from './strategy/strategy.js';
export {
  type StrategyFactory,
  StrategyRegistry,
  type StrategyType,
} from './strategy/strategy.registry.js';
export { BranchContextInterceptor } from './transport/branch-context.interceptor.js';
export {
  WeightedStrategy,
  type WeightedStrategyOptions,
} from './strategy/weighted.strategy.js';
