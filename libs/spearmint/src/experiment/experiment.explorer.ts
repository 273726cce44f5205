import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { ConfigPool } from '../config/index.js';
import { SET_VARIABLE } from '../config/pool/pool-overrides.js';
import { SpearmintError } from '../errors/spearmint.error.js';
import { optionProblems } from '../option-problems.js';
import { SPEARMINT_OPTIONS } from '../spearmint.constants.js';
import type { SpearmintOptions } from '../spearmint-options.interface.js';
import { BackendLoader } from './backend.loader.js';
import { tell } from './boot-line.js';
import { problemsIn, throwAll } from './boot-problems.js';
import type { ExperimentDefinition } from './experiment.definition.js';
import {
  DuplicateExperimentError,
  UnknownExperimentError,
} from './experiment.errors.js';
import { definitionsOf } from './experiment.metadata.js';
import { ExperimentRegistry } from './experiment.registry.js';
import { ExperimentResolver } from './experiment.resolver.js';
import { hostsIn, typeOf } from './experiment.hosts.js';
import { HookLoader } from './hook.loader.js';
import { PartWaiter } from './part-waiter.js';
import { PoolCatalog } from './pool.catalog.js';
import type { ResolvedExperiment } from './resolved-experiment.js';
import { setProblems } from './set-problems.js';
import { StrategyLoader } from './strategy.loader.js';

/** A class with experiments, as Nest knows it. @internal */
export interface Place {
  readonly definition: ExperimentDefinition;
  readonly source: 'provider' | 'controller';
  readonly module: string;
}

/**
 * Finds the experiments of an application when it boots, makes everything they
 * need, and fails the boot with all problems at once.
 *
 * @internal
 */
@Injectable()
export class ExperimentExplorer implements OnModuleInit {
  private readonly logger = new Logger('Spearmint');
  private exploration: Promise<void> | undefined;
  private readonly late = new Map<
    ExperimentDefinition,
    Promise<ResolvedExperiment>
  >();

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
    // An experiment that a factory called was resolved before all hooks were made.
    throwAll(await this.addHooks(this.places()));
    this.backends.open();
    for (const info of this.registry) {
      tell(this.logger, info, this.backends.names());
    }
  }

  /** Whether the modules that are loaded have any experiment. */
  get findsNone(): boolean {
    return this.places().length === 0;
  }

  /** The experiment of a definition, also before the application is initialised. */
  async resolve(definition: ExperimentDefinition): Promise<ResolvedExperiment> {
    await this.explored();
    const known = this.registry.find(definition) ?? this.late.get(definition);
    if (known !== undefined) return known;
    const late = this.resolveLate(definition);
    this.late.set(definition, late);
    return late;
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
    const problems: SpearmintError[] = [
      ...optionProblems(this.options),
      ...this.strategies.load(),
      ...this.backends.load(),
      ...this.pools.load(),
    ];
    const places = this.places();
    problems.push(
      ...(await this.addHooks(places)),
      ...duplicatesIn(places),
      ...this.setProblems(places),
    );
    const sound: [Place, ResolvedExperiment][] = [];
    for (const place of places) {
      try {
        sound.push([place, await this.resolver.resolve(place.definition)]);
      } catch (problem) {
        if (!(problem instanceof SpearmintError)) throw problem;
        problems.push(...problemsIn(problem));
      }
    }
    throwAll(problems);
    for (const [place, experiment] of sound) this.register(place, experiment);
  }

  /** Puts new hooks around the experiments that there are. */
  private async addHooks(places: readonly Place[]): Promise<SpearmintError[]> {
    const names = places.map(({ definition }) => definition.name);
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

  /** For a module that was loaded after the boot, and for a class that is in none. */
  private async resolveLate(
    definition: ExperimentDefinition,
  ): Promise<ResolvedExperiment> {
    const places = this.places();
    throwAll([
      ...this.strategies.load(),
      ...this.pools.load(),
      ...(await this.addHooks(places)),
    ]);
    const experiment = await this.resolver.resolve(definition);
    const place = places.find((found) => found.definition === definition) ?? {
      definition,
      source: 'provider',
      module: '(unknown)',
    };
    if (this.registry.has(definition.name)) {
      const { className, methodName, module } = this.registry.get(
        definition.name,
      );
      throw new DuplicateExperimentError(definition.name, [
        `${className}.${methodName} in ${module}`,
        placeName(place),
      ]);
    }
    this.register(place, experiment);
    return experiment;
  }

  private register(place: Place, experiment: ResolvedExperiment): void {
    this.registry.add(experiment, {
      name: experiment.name,
      className: place.definition.className,
      methodName: place.definition.methodName,
      pool: this.shownPool(experiment),
      strategy: experiment.strategyName,
      source: place.source,
      module: place.module,
      enabled: experiment.bypass === undefined,
    });
  }

  /** The pool as injection gives it, which shows reloads. */
  private shownPool({ definition, pool }: ResolvedExperiment): ConfigPool {
    if (definition.options.configs !== undefined) return pool;
    return this.pools.get(pool.name)?.pool ?? pool;
  }

  /** Where each definition was found first. */
  private places(): Place[] {
    const found = new Map<ExperimentDefinition, Place>();
    for (const { wrapper, source } of hostsIn(this.discovery)) {
      for (const definition of definitionsOf(typeOf(wrapper))) {
        if (found.has(definition)) continue;
        found.set(definition, {
          definition,
          source,
          module: wrapper.host?.name ?? '(unknown)',
        });
      }
    }
    return [...found.values()];
  }
}

function placeName({ definition, module }: Place): string {
  return `${definition.className}.${definition.methodName} in ${module}`;
}

function duplicatesIn(places: readonly Place[]): SpearmintError[] {
  const byName = new Map<string, Place[]>();
  for (const place of places) {
    const { name } = place.definition;
    byName.set(name, [...(byName.get(name) ?? []), place]);
  }
  return [...byName]
    .filter(([, same]) => same.length > 1)
    .map(
      ([name, same]) => new DuplicateExperimentError(name, same.map(placeName)),
    );
}
