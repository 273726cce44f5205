import type { ConfigModel } from '../config/index.js';
import type { ExperimentDefinition } from './experiment.definition.js';

const EXPERIMENTS = 'spearmint:experiments';
const PARAMETERS = 'spearmint:parameters';

/** A parameter that takes the branch's config, or a part of it. @internal */
export interface ConfigParameter {
  readonly index: number;
  readonly model: ConfigModel | undefined;
  readonly path: string;
}

/** Notes an experiment on the class that declares it. @internal */
export function addDefinition(definition: ExperimentDefinition): void {
  const type = definition.target.constructor;
  const own = (Reflect.getOwnMetadata(EXPERIMENTS, type) ??
    []) as ExperimentDefinition[];
  Reflect.defineMetadata(EXPERIMENTS, [...own, definition], type);
}

/** The experiments that a class declares and inherits. @internal */
export function definitionsOf(type: object): ExperimentDefinition[] {
  const found: ExperimentDefinition[] = [];
  for (
    let current: object | null = type;
    typeof current === 'function';
    current = Object.getPrototypeOf(current) as object | null
  ) {
    const own = Reflect.getOwnMetadata(EXPERIMENTS, current) as
      ExperimentDefinition[] | undefined;
    found.push(...(own ?? []));
  }
  return found;
}

/** @internal */
export function addParameter(
  target: object,
  key: string | symbol,
  parameter: ConfigParameter,
): void {
  const own = parametersOf(target, key);
  Reflect.defineMetadata(PARAMETERS, [...own, parameter], target, key);
}

/** The config parameters of one method; not of the one it overrides, whose signature may differ. @internal */
export function parametersOf(
  target: object,
  key: string | symbol,
): ConfigParameter[] {
  return (Reflect.getOwnMetadata(PARAMETERS, target, key) ??
    []) as ConfigParameter[];
}
