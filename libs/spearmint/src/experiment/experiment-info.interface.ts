import type { ConfigPool } from '../config/index.js';

/** What exists under an experiment's name. @publicApi */
export interface ExperimentInfo {
  readonly name: string;
  /** The class that declares the method. */
  readonly className: string;
  readonly methodName: string;
  /** The pool that it picks from. */
  readonly pool: ConfigPool;
  /** The strategy's registered name, else the name of its class. */
  readonly strategy: string;
  /** What Nest knows the class as. */
  readonly source: 'provider' | 'controller';
  /** The module of the first provider or controller that has it. */
  readonly module: string;
  readonly enabled: boolean;
}
