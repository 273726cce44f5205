import type { ExperimentOptions } from './experiment.options.js';

/** @internal */
export type Method = (...args: never[]) => unknown;

/** What one use of `@Experiment()` says; shared by every application that loads the class. @publicApi */
export interface ExperimentDefinition {
  /** Its number in this process: where an application keeps what it made of it. */
  readonly index: number;
  readonly name: string;
  readonly options: ExperimentOptions;
  readonly className: string;
  readonly methodName: string;
  /** The class's prototype, which parameter decorators have written to. */
  readonly target: object;
  readonly key: string | symbol;
  /** The method as it was written. @internal */
  readonly original: Method;
}
