import { Injectable } from '@nestjs/common';
import type { ContextFrame } from '../branch/context-frame.js';
import type { ExperimentDefinition } from './experiment.definition.js';
import { UnknownExperimentError } from './experiment.errors.js';
import type { ExperimentInfo } from './experiment-info.interface.js';
import type { ResolvedExperiment } from './resolved-experiment.js';

/**
 * The experiments of one application, filled while it boots.
 *
 * @publicApi
 */
@Injectable()
export class ExperimentRegistry implements Iterable<ExperimentInfo> {
  /** By the definition's number: every call looks here. */
  private readonly resolved: (ResolvedExperiment | undefined)[] = [];
  /**
   * Where the methods run that are switched off and need no argument, in the same
   * order: one look is all that such a call costs.
   *
   * @internal
   */
  readonly bypasses: (ContextFrame | undefined)[] = [];
  private readonly infos = new Map<string, ExperimentInfo>();

  get size(): number {
    return this.infos.size;
  }

  [Symbol.iterator](): IterableIterator<ExperimentInfo> {
    return this.infos.values();
  }

  names(): string[] {
    return [...this.infos.keys()];
  }

  has(name: string): boolean {
    return this.infos.has(name);
  }

  /** @throws UnknownExperimentError with the names that are known. */
  get(name: string): ExperimentInfo {
    const info = this.infos.get(name);
    if (info === undefined)
      throw new UnknownExperimentError(name, this.names());
    return info;
  }

  /** @internal */
  add(experiment: ResolvedExperiment, info: ExperimentInfo): void {
    this.renew(experiment);
    this.infos.set(experiment.name, info);
  }

  /** The experiments on a pool; none with configs of its own, whose pool may have the same name. @internal */
  onPool(name: string): ResolvedExperiment[] {
    return this.all().filter(
      ({ definition, pool }) =>
        definition.options.configs === undefined && pool.name === name,
    );
  }

  /** @internal */
  all(): ResolvedExperiment[] {
    return this.resolved.filter((experiment) => experiment !== undefined);
  }

  /** Puts an experiment in the place of the one of its name. @internal */
  renew(experiment: ResolvedExperiment): void {
    const { definition, parameters, bypass } = experiment;
    this.resolved[definition.index] = experiment;
    this.bypasses[definition.index] =
      parameters.length === 0 ? bypass : undefined;
  }

  /** @internal */
  find(definition: ExperimentDefinition): ResolvedExperiment | undefined {
    return this.resolved[definition.index];
  }
}
