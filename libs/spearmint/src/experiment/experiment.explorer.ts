import { AsyncResource } from 'node:async_hooks';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { ConfigPool } from '../config/index.js';
import { SET_VARIABLE } from '../config/pool/pool-overrides.js';
import { SpearmintError } from '../errors/spearmint.error.js';
import { optionProblems } from '../option-problems.js';
import { SPEARMINT_OPTIONS } from '../spearmint.constants.js';
import type { SpearmintOptions } from '../spearmint-options.interface.js';
import { BackendLoader } from './backend.loader.js';
import { tell, tellLate, tellRefused } from './boot-line.js';
import { problemsIn, throwAll } from './boot-problems.js';
import type { ExperimentDefinition } from './experiment.definition.js';
import { UnknownExperimentError } from './experiment.errors.js';
import type { ExperimentInfo } from './experiment-info.interface.js';
import { definitionsOf } from './experiment.metadata.js';
import {
  duplicatesIn,
  type Place,
  placeOf,
  placesIn,
} from './experiment.places.js';
import { ExperimentRegistry } from './experiment.registry.js';
import { ExperimentResolver } from './experiment.resolver.js';
import { HookLoader } from './hook.loader.js';
import { PartWaiter } from './part-waiter.js';
import { PoolCatalog } from './pool.catalog.js';
import type { ResolvedExperiment } from './resolved-experiment.js';
import { setProblems } from './set-problems.js';
import { StrategyLoader } from './strategy.loader.js';

/**
 * Finds the experiments of an application when it boots, makes everything they
 * need, and fails the boot with all problems at once. Those of modules that are
 * loaded later are found by their first call, which fails in the same way.
 *
 * @internal
 */
@Injectable()
export class ExperimentExplorer implements OnModuleInit {
  private readonly logger = new Logger('Spearmint');
  private exploration: Promise<void> | undefined;
  private isBooted = false;
  /** What was found since, each with all that was found with it. */
  private readonly late = new Map<ExperimentDefinition, Promise<void>>();
  private readonly followers: (() => void)[] = [];

  constructor(
    @Inject(SPEARMINT_OPTIONS) private readonly options: SpearmintOptions,
    private readonly discovery: DiscoveryService,
    private readonly registry: ExperimentRegistry,
    private readonly resolver: ExperimentResolver,
    private readonly pools: PoolCatalog,
    private readonly strategies: StrategyLoader,
    private readonly backends: BackendLoader,
    private readonly hooks: HookLoader,
    private readonly parts: PartWaiter,
  ) {}

  /** Nothing is half-started: what is wrong with any experiment ends the boot here. */
  async onModuleInit(): Promise<void> {
    await this.explored();
    // A factory that called an experiment has had them explored before all were made.
    await Promise.all([
      ...this.late.values(),
      this.exploreLate(this.newPlaces()),
    ]);
    this.backends.open();
    for (const info of this.registry) {
      tell(this.logger, info, this.backends.names());
    }
    this.isBooted = true;
  }

  /** Whether the modules that are loaded have any experiment. */
  get findsNone(): boolean {
    return placesIn(this.discovery).length === 0;
  }

  /** Calls back, outside of the call that found them, each time that experiments, with their pools, have come after the boot. */
  follow(found: () => void): void {
    this.followers.push(AsyncResource.bind(found));
  }

  /** The experiment of a definition, also before the application is initialised. */
  async resolve(definition: ExperimentDefinition): Promise<ResolvedExperiment> {
    await this.explored();
    const known = this.registry.find(definition);
    if (known !== undefined) return known;
    await (this.late.get(definition) ??
      this.exploreLate(this.newPlaces(definition)));
    return this.registry.find(definition) as ResolvedExperiment;
  }

  /** @throws UnknownExperimentError when the method is none. */
  async resolveMethod(
    service: object,
    method: string | symbol,
  ): Promise<ResolvedExperiment> {
    const definition = definitionsOf(service.constructor).find(
      ({ key }) => key === method,
    );
    if (definition === undefined) {
      await this.explored();
      throw new UnknownExperimentError(
        `${service.constructor.name}.${String(method)}`,
        this.registry.names(),
      );
    }
    return this.resolve(definition);
  }

  private explored(): Promise<void> {
    return (this.exploration ??= this.explore());
  }

  private async explore(): Promise<void> {
    await this.parts.made();
    const places = placesIn(this.discovery);
    await this.check(places, [
      ...optionProblems(this.options),
      ...this.backends.load(),
      ...this.newParts(),
      ...this.setProblems(places),
    ]);
  }

  private exploreLate(places: readonly Place[]): Promise<void> {
    const check = this.checkLate(places);
    for (const { definition } of places) this.late.set(definition, check);
    return check;
  }

  private async checkLate(places: readonly Place[]): Promise<void> {
    try {
      const infos = await this.check(places, this.newParts());
      if (!this.isBooted) return;
      tellLate(this.logger, infos, this.backends.names());
      for (const found of this.followers) found();
    } catch (problem) {
      if (this.isBooted) tellRefused(this.logger, places, problem);
      throw problem;
    }
  }

  /**
   * Makes what the experiments need and registers them; where anything is wrong, none.
   *
   * @param found what is wrong already.
   */
  private async check(
    places: readonly Place[],
    found: readonly SpearmintError[],
  ): Promise<ExperimentInfo[]> {
    const problems = [...found, ...(await this.addHooks())];
    const sound: [Place, ResolvedExperiment][] = [];
    for (const place of places) {
      try {
        sound.push([place, await this.resolver.resolve(place.definition)]);
      } catch (problem) {
        if (!(problem instanceof SpearmintError)) throw problem;
        problems.push(...problemsIn(problem));
      }
    }
    // Pools may be loaded anew, and hooks come, while others are resolved.
    for (let at = 0; at < sound.length; at++) {
      const [place, experiment] = sound[at];
      const pool = this.resolver.newerPool(experiment);
      if (pool === undefined) continue;
      sound[at] = [place, await this.resolver.renew(experiment, pool)];
      at = -1;
    }
    // Nothing waits from here on, so that no other takes a name in between.
    throwAll([...problems, ...duplicatesIn(places, this.registry)]);
    return sound.map(([place, experiment]) =>
      this.register(place, this.resolver.rewrap(experiment)),
    );
  }

  /** Collects the strategies and pools that are new; gives what is wrong with them. */
  private newParts(): SpearmintError[] {
    return [...this.strategies.load(), ...this.pools.load()];
  }

  /** Of modules that were loaded since; a definition that is asked for may be in none. */
  private newPlaces(asked?: ExperimentDefinition): Place[] {
    const places = placesIn(this.discovery).filter(
      ({ definition }) =>
        this.registry.find(definition) === undefined &&
        !this.late.has(definition),
    );
    return asked === undefined ||
      places.some(({ definition }) => definition === asked)
      ? places
      : [...places, placeOf(asked)];
  }

  /** Puts new hooks around the experiments that there are. */
  private async addHooks(): Promise<SpearmintError[]> {
    const names = placesIn(this.discovery).map(
      ({ definition }) => definition.name,
    );
    const { problems, added } = await this.hooks.load(names);
    if (added > 0) {
      for (const experiment of this.registry.all()) {
        this.registry.renew(this.resolver.rewrap(experiment));
      }
    }
    return problems;
  }

  private setProblems(places: readonly Place[]): SpearmintError[] {
    const own = places.flatMap(({ definition: { name, options } }) =>
      options.configs === undefined ? [] : [name],
    );
    const known = [...this.pools.namesWithConfigs(), ...own];
    return setProblems(process.env[SET_VARIABLE] ?? '', known);
  }

  private register(
    place: Place,
    experiment: ResolvedExperiment,
  ): ExperimentInfo {
    const info: ExperimentInfo = {
      name: experiment.name,
      className: place.definition.className,
      methodName: place.definition.methodName,
      pool: this.shownPool(experiment),
      strategy: experiment.strategyName,
      source: place.source,
      module: place.module,
      enabled: experiment.bypass === undefined,
    };
    this.registry.add(experiment, info);
    return info;
  }

  /** The pool as injection gives it, which shows reloads. */
  private shownPool({ definition, pool }: ResolvedExperiment): ConfigPool {
    if (definition.options.configs !== undefined) return pool;
    return this.pools.get(pool.name)?.pool ?? pool;
  }
}
