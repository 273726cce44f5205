import { Inject, Injectable } from '@nestjs/common';
import type { ContextFrame } from '../branch/context-frame.js';
import type { ExperimentDefinition } from './experiment.definition.js';
import { ExperimentExplorer } from './experiment.explorer.js';
import { ExperimentRegistry } from './experiment.registry.js';
import { ExperimentRunner, runCall } from './experiment.runner.js';
import type { InterceptedCall } from './intercepted-call.interface.js';
import { PlainCall } from './plain-call.js';

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
  /** Where the methods run that are switched off, by the number of their definition. @internal */
  readonly bypasses?: readonly (ContextFrame | undefined)[];

  /** @internal */
  constructor(
    private readonly registry: ExperimentRegistry,
    private readonly explorer: ExperimentExplorer,
    /** @internal */
    @Inject(ExperimentRunner) readonly runner: ExperimentRunner,
  ) {
    this.bypasses = registry.bypasses;
  }

  /** Begins one call of an experiment. Those of one that is switched off may not come here. */
  intercept(
    definition: ExperimentDefinition,
    instance: object,
    args: readonly unknown[],
  ): InterceptedCall {
    const experiment = this.registry.find(definition);
    return experiment === undefined
      ? new PlainCall(() => this.interceptEarly(definition, instance, args))
      : this.runner.begin(experiment, instance, args);
  }

  /** Before the application has been initialised, or from a module that was loaded later. */
  private async interceptEarly(
    definition: ExperimentDefinition,
    instance: object,
    args: readonly unknown[],
  ): Promise<unknown> {
    const experiment = await this.explorer.resolve(definition);
    const call = this.runner.begin(experiment, instance, args);
    return runCall(call, experiment, instance);
  }
}
