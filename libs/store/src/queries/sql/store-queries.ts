import type { BranchDetails } from '../results/branch-details.interface.js';
import type { BranchPage } from '../results/branch-page.interface.js';
import type { ConfigStats } from '../results/config-stats.interface.js';
import type { ExperimentStats } from '../results/experiment-stats.interface.js';
import {
  type Arrivals,
  type ArrivalsTask,
  readArrivals,
} from './arrivals.query.js';
import { type BranchTask, readBranch } from './branch.query.js';
import { type PageTask, readPage } from './branches.query.js';
import { type ConfigsTask, readConfigs } from './configs.query.js';
import type { DatabaseFile } from './database-file.js';
import { readExperiments } from './experiments.query.js';

/** The queries, by their names; all of them take and give plain data. @internal */
export class StoreQueries {
  constructor(private readonly file: DatabaseFile) {}

  experiments(_task: undefined): ExperimentStats[] {
    return this.file.read(readExperiments, []);
  }

  configs(task: ConfigsTask): ConfigStats[] {
    return this.file.read((connection) => readConfigs(connection, task), []);
  }

  branches(task: PageTask): BranchPage {
    return this.file.read((connection) => readPage(connection, task), {
      branches: [],
      configs: [],
      next: undefined,
      ...(task.total ? { total: 0 } : {}),
    });
  }

  branch(task: BranchTask): BranchDetails | undefined {
    return this.file.read(
      (connection) => readBranch(connection, task),
      undefined,
    );
  }

  /** Undefined as long as there is no database. */
  arrivals(task: ArrivalsTask): Arrivals | undefined {
    return this.file.read<Arrivals | undefined>(
      (connection) => readArrivals(connection, task),
      undefined,
    );
  }
}

/** @internal */
export type QueryName = Exclude<keyof StoreQueries, symbol>;
/** @internal */
export type QueryTask<N extends QueryName> = Parameters<StoreQueries[N]>[0];
/** @internal */
export type QueryResult<N extends QueryName> = ReturnType<StoreQueries[N]>;
