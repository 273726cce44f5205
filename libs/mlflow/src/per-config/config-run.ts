import type { BranchRecord } from 'nestjs-spearmint';
import { endOf } from '../values/metrics.js';
import { Figures } from './figures.js';

/** The run of a config of an experiment, in this process. @internal */
export class ConfigRun {
  readonly figures = new Figures();
  /** The run's id, once it is there, and the MLflow experiment that it is in. */
  runId: string | undefined = undefined;
  experimentId = '';
  artifactUri = '';
  /** Whether its params are written. */
  hasParams = false;
  /** Whether a run may be there that is not known. */
  mayExist = false;
  isSuspect = false;
  /** When the last of its branches ended, in milliseconds since the epoch. */
  endedAt: number;
  /** How many branches were counted in the metrics that were sent last. */
  sentCount = 0;

  /** @param key of its own among all runs of all processes. */
  constructor(
    readonly key: string,
    /** Stands for all of its branches. */
    readonly first: BranchRecord,
  ) {
    this.endedAt = endOf(first);
  }

  get isDirty(): boolean {
    return this.figures.count !== this.sentCount;
  }

  add(record: BranchRecord): void {
    this.figures.add(record);
    this.endedAt = Math.max(this.endedAt, endOf(record));
  }
}
