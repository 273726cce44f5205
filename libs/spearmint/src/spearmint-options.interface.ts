import type { ConfigurableModuleAsyncOptions, Type } from '@nestjs/common';
import type { BackgroundOptions } from './background/background-options.interface.js';
import type {
  ConfigModel,
  ConfigSourceInput,
  PoolConfig,
  PoolName,
} from './config/index.js';
import type { HookInput } from './hooks/hook-input.type.js';
import type {
  CaptureOptions,
  LoggerBackend,
  RecorderOptions,
} from './logging/index.js';
import type { RedactInput } from './redaction/redact-options.interface.js';
import type { StrategyInput } from './strategy/strategy-input.type.js';
import type { StrategyType } from './strategy/strategy.registry.js';

/** A backend's class, made by injection, or an instance. @publicApi */
export type LoggerInput = LoggerBackend | Type<LoggerBackend>;

/** What `SpearmintModule.forRoot` takes; everything has a default. @publicApi */
export interface SpearmintOptions {
  /** The default pool: files, directories, URLs, objects, model instances, sources; in this order. */
  configs?: readonly ConfigSourceInput[];
  /** Every config of the default pool is checked against it at boot: a class-validator class or a Standard Schema. */
  model?: ConfigModel;
  /** For experiments that name none. @default 'single' */
  strategy?: StrategyInput;
  /** Further strategies for the registry, named by `@SpearmintStrategy()` or after their class (`CheapestStrategy`: `cheapest`). */
  strategies?: readonly StrategyType[];
  /** What stands around experiments: hooks, besides the providers with `@SpearmintHook()`. */
  hooks?: readonly HookInput[];
  /**
   * Where branches are recorded.
   * @default the store, where its module is imported; else nowhere (`NoOpLogger`)
   */
  logger?: LoggerInput | readonly LoggerInput[];
  /** Limits of background work. @default see below */
  background?: BackgroundOptions;
  /** Limits of the way from calls to backends. @default see below */
  recorder?: Partial<RecorderOptions>;
  /**
   * What is masked before a backend sees it, beside `$secret`s and what looks like a
   * secret: paths (`apiKey`, `*.apiKey`, `**.apiKey`), or everything there is to say.
   */
  redact?: RedactInput;
  /** What records hold of arguments and outputs. @default no arguments, outputs in full, 65,536 bytes each */
  capture?: CaptureOptions;
  /** The most configs a pool may have. @default 10_000 */
  maxConfigs?: number;
  /** What two equal configs of the default pool are: a mistake, or one config. @default 'error' */
  duplicates?: 'error' | 'drop';
  /**
   * Values by path that stand over those of the default pool's sources:
   * `{ 'model.temperature': 0 }`, `{ '+seed': 5 }` for a path that they do not have.
   * The environment variable `SPEARMINT_SET` stands over both:
   * `model.temperature=0; pool:other.path=[1, 2]`.
   */
  overrides?: Readonly<Record<string, unknown>>;
  /** The value of `{ $secret: NAME }` in any pool. @default the environment variable NAME */
  secrets?: (name: string) => string | undefined;
  /**
   * Whether changed files of the default pool are put in force while the application
   * runs, once they are sound as a whole. Takes the package `chokidar`. @default false
   */
  watch?: boolean;
  /** What relative paths start from. @default process.cwd() */
  baseDir?: string;
  /** What an experiment without configs does: fail the boot, or run its method under one empty config. @default 'error' */
  emptyPool?: 'error' | 'passthrough';
  /** `false` runs every experiment's method under its first config, with nothing around it. @default true */
  enabled?: boolean;
}

/** What has to be known before the options are. @publicApi */
export interface SpearmintExtras {
  /** Whether modules need no import of their own to inject what the module exports. @default true */
  isGlobal?: boolean;
  /** Whether HTTP requests get a context of their own, which the injected `BranchContainer` shows. @default true */
  middleware?: boolean;
  /**
   * Whether handlers that no HTTP request calls get a context, too: those of
   * microservices, WebSocket gateways and GraphQL over sockets. Mounts a global
   * interceptor, which every HTTP route pays for with 14 to 30% of the requests
   * per second of an empty route: an application that serves HTTP as well puts
   * `@UseInterceptors(BranchContextInterceptor)` on its gateways instead.
   * @default false
   */
  interceptor?: boolean;
}

/** A named pool. @publicApi */
export interface FeatureOptions<P extends PoolName = PoolName> {
  /** What experiments call it: `@Experiment({ pool: name })`. */
  name: P;
  /** Files, directories, URLs, objects, model instances, sources; in this order. */
  configs: readonly ConfigSourceInput[];
  /** Every config of this pool is checked against it at boot. */
  model?: ConfigModel<PoolConfig<P>>;
  /** For experiments of this pool that name none. @default the module's */
  strategy?: StrategyInput;
  /** What two equal configs are: a mistake, or one config. @default 'error' */
  duplicates?: 'error' | 'drop';
  /** Whether changed files are put in force while the application runs. @default false */
  watch?: boolean;
  /** Values by path that stand over those of the sources. */
  overrides?: Readonly<Record<string, unknown>>;
  /** The most configs this pool may have. @default the module's */
  maxConfigs?: number;
  /** What relative paths start from. @default the module's */
  baseDir?: string;
}

/** A named pool whose model fits its name. @publicApi */
export type AnyFeatureOptions = {
  [P in PoolName]: FeatureOptions<P>;
}[PoolName];

/** For `forRootAsync({ useClass })` and `useExisting`. @publicApi */
export interface SpearmintOptionsFactory {
  createSpearmintOptions(): SpearmintOptions | Promise<SpearmintOptions>;
}

/** What `SpearmintModule.forRootAsync` takes: `useFactory`, `useClass` or `useExisting`. @publicApi */
export type SpearmintAsyncOptions = ConfigurableModuleAsyncOptions<
  SpearmintOptions,
  'createSpearmintOptions'
> &
  SpearmintExtras;
