import type { ContextFrame } from '../branch/context-frame.js';
import type { ConfigPool } from '../config/index.js';
import type { DirectStrategy } from '../strategy/direct-strategy.interface.js';
import type { Strategy } from '../strategy/strategy.js';
import type { ExperimentDefinition } from './experiment.definition.js';
import type { ConfigParameter } from './experiment.metadata.js';
import type { ExperimentLog } from './experiment.log.js';
import type { Wrapping } from './wrapping/wrapping.interface.js';

/** What one application made of an experiment's definition, once, at boot. @internal */
export interface ResolvedExperiment {
  readonly name: string;
  readonly definition: ExperimentDefinition;
  readonly pool: ConfigPool;
  readonly strategy: Strategy;
  /** The strategy again, where it has a shorter way. */
  readonly direct: DirectStrategy | undefined;
  /** The strategy's name in the registry, else its class. */
  readonly strategyName: string;
  /** Whether the strategy may be trusted to end as its branches end. */
  readonly builtIn: boolean;
  readonly parameters: readonly ConfigParameter[];
  /** Milliseconds; `undefined` for no limit. */
  readonly timeoutMs: number | undefined;
  readonly shadowTimeoutMs: number;
  readonly sampleRate: number;
  /** Whether branches keep what they are called with until they are recorded. */
  readonly keepsArgs: boolean;
  /** Where the method of an experiment runs that is switched off: under the first config. */
  readonly bypass: ContextFrame | undefined;
  /** Hooks and retries; `undefined` where there are none. */
  readonly wrapping: Wrapping | undefined;
  readonly log: ExperimentLog;
}

/** What one call changes of its experiment. @internal */
export interface CallOverrides {
  readonly pool?: ConfigPool;
  readonly strategy?: Strategy;
  readonly builtIn?: boolean;
  readonly unit?: string;
  readonly signal?: AbortSignal;
}
