import type { DiscoveryService } from '@nestjs/core';
import type { ExperimentDefinition } from './experiment.definition.js';
import { DuplicateExperimentError } from './experiment.errors.js';
import { hostsIn, typeOf } from './experiment.hosts.js';
import type { ExperimentInfo } from './experiment-info.interface.js';
import { definitionsOf } from './experiment.metadata.js';

const UNKNOWN_MODULE = '(unknown)';

/** An experiment in a class, as Nest knows it. @internal */
export interface Place {
  readonly definition: ExperimentDefinition;
  readonly source: 'provider' | 'controller';
  readonly module: string;
}

/** Where each definition was found first. @internal */
export function placesIn(discovery: DiscoveryService): Place[] {
  const found = new Map<ExperimentDefinition, Place>();
  for (const { wrapper, source } of hostsIn(discovery)) {
    for (const definition of definitionsOf(typeOf(wrapper))) {
      if (found.has(definition)) continue;
      const module = wrapper.host?.name ?? UNKNOWN_MODULE;
      found.set(definition, { definition, source, module });
    }
  }
  return [...found.values()];
}

/** For a class that is in no module. @internal */
export function placeOf(definition: ExperimentDefinition): Place {
  return { definition, source: 'provider', module: UNKNOWN_MODULE };
}

/** What has a name that another of them has, or one that is known. @internal */
export function duplicatesIn(
  places: readonly Place[],
  known: Iterable<ExperimentInfo>,
): DuplicateExperimentError[] {
  const byName = new Map<string, string[]>();
  for (const { name, className, methodName, module } of known) {
    byName.set(name, [`${className}.${methodName} in ${module}`]);
  }
  const own = new Set<string>();
  for (const { definition, module } of places) {
    const { name, className, methodName } = definition;
    own.add(name);
    const same = byName.get(name) ?? [];
    byName.set(name, [...same, `${className}.${methodName} in ${module}`]);
  }
  return [...byName]
    .filter(([name, same]) => own.has(name) && same.length > 1)
    .map(([name, same]) => new DuplicateExperimentError(name, same));
}
