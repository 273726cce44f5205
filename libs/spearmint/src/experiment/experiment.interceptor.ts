import { Injectable } from '@nestjs/common';
import type { ExperimentDefinition } from './experiment.definition.js';
import { ExperimentExplorer } from './experiment.explorer.js';
import { ExperimentRegistry } from './experiment.registry.js';
import { ExperimentRunner } from './experiment.runner.js';

/**
 * Stands between a call of a decorated method and the method: every instance of a
 * class with experiments gets the one of its application. Replace it with
 * `overrideProvider(ExperimentInterceptor)` to switch all experiments off or to
 * watch them.
 *
 * @publicApi
 */
@Injectable()
export class ExperimentInterceptor {
  constructor(
    private readonly registry: ExperimentRegistry,
    private readonly explorer: ExperimentExplorer,
    private readonly runner: ExperimentRunner,
  ) {}

  /** Runs one call; what it returns is what the caller gets. */
  intercept(
    definition: ExperimentDefinition,
    instance: object,
    args: readonly unknown[],
  ): unknown {
    const experiment = this.registry.find(definition);
    return experiment === undefined
      ? this.interceptEarly(definition, instance, args)
      : this.runner.invoke(experiment, instance, args);
  }

  /** Before the application has been initialised, or from a module that was loaded later. */
  private async interceptEarly(
    definition: ExperimentDefinition,
    instance: object,
    args: readonly unknown[],
  ): Promise<unknown> {
    const experiment = await this.explorer.resolve(definition);
    return this.runner.invoke(experiment, instance, args);
  }
}
