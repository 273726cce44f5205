import type { BranchRecord } from 'nestjs-spearmint';
import { ConfigRun } from './config-run.js';

/** Callers can give configs of their own, without end. */
const MAX_RUNS = 1_000;

/** The runs of this process; those that were used longest ago make room for others. @internal */
export class ConfigRunList {
  private readonly runs = new Map<string, ConfigRun>();
  private gone: ConfigRun[] = [];
  /** How many were given up: while the server is down, those to be ended are held only up to the limit. */
  lost = 0;
  private made = 0;

  constructor(
    /** Of its own among all processes. */
    private readonly processKey: string,
    private readonly limit = MAX_RUNS,
  ) {}

  all(): ConfigRun[] {
    return [...this.gone, ...this.runs.values()];
  }

  /** The records by the run that they belong to. */
  groupsOf(records: readonly BranchRecord[]): Map<ConfigRun, BranchRecord[]> {
    const groups = new Map<ConfigRun, BranchRecord[]>();
    for (const record of records) {
      const run = this.runOf(record);
      const group = groups.get(run);
      if (group === undefined) groups.set(run, [record]);
      else group.push(record);
    }
    return groups;
  }

  /** The runs that made room, to be ended. */
  retired(): readonly ConfigRun[] {
    return this.gone;
  }

  ended(run: ConfigRun): void {
    this.gone = this.gone.filter((other) => other !== run);
  }

  private runOf(record: BranchRecord): ConfigRun {
    const name = JSON.stringify([record.experiment, record.configId]);
    const run =
      this.runs.get(name) ??
      new ConfigRun(`${this.processKey}-${++this.made}`, record);
    this.runs.delete(name);
    this.runs.set(name, run);
    for (const [oldest, retired] of this.runs) {
      if (this.runs.size <= this.limit) break;
      this.runs.delete(oldest);
      this.retire(retired);
    }
    return run;
  }

  private retire(run: ConfigRun): void {
    this.gone.push(run);
    if (this.gone.length <= this.limit) return;
    this.gone.shift();
    this.lost++;
  }
}
