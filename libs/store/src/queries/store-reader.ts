import { resolve } from 'node:path';
import { findDriver } from '../database/driver/find-driver.js';
import { NoSqliteDriverError } from '../database/no-sqlite-driver.error.js';
import { remedyFor } from '../database/worker/remedies.js';
import { errorOf } from './errors/error-of.js';
import { QueryFault } from './errors/read-fault.js';
import { StoreReadError } from './errors/store-read.error.js';
import type { BranchQuery } from './input/branch-query.js';
import {
  BRANCH_OPTIONS,
  BRANCH_QUERY,
  checkQuery,
  CONFIGS_QUERY,
  TAIL_QUERY,
} from './input/check-query.js';
import type { ConfigsQuery } from './input/configs-query.js';
import type { TailQuery } from './input/tail-query.js';
import type { BranchDetails } from './results/branch-details.interface.js';
import type { BranchPage } from './results/branch-page.interface.js';
import type { ConfigStats } from './results/config-stats.interface.js';
import type { ExperimentStats } from './results/experiment-stats.interface.js';
import type { StoredBranch } from './results/stored-branch.interface.js';
import { InlineRunner } from './run/inline.runner.js';
import type { QueryRunner } from './run/query-runner.interface.js';
import { ThreadRunner } from './run/thread.runner.js';
import type { QueryName, QueryResult, QueryTask } from './sql/store-queries.js';
import {
  resolveReaderOptions,
  type StoreReaderOptions,
} from './store-reader-options.js';
import { branchTask, configsTask, pageTask, tailTask } from './tasks.js';
import { follow } from './follow.js';

/** What is replaced in tests. @internal */
export interface ReaderSeams {
  /** The program of the thread. */
  readonly program: URL;
  /** Whether somebody makes the folder or file yet, so that all is empty till then. */
  readonly isExpected: boolean;
}

/**
 * Reads what a store has recorded, in its process or in any other one, while it goes on
 * recording. Takes no part in the writing, and opens the database to read only.
 *
 * ```ts
 * const reader = new StoreReader('data/spearmint');
 * console.table(await reader.configs('Search.run'));
 * await reader.close();
 * ```
 *
 * As long as the folder has no database, everything is empty. All queries reject with
 * StoreMissingError where there is no such folder, StoreVersionError and StoreFileError
 * for a file that cannot be read, StoreReadError when the query came to no end, and
 * InvalidQueryError for what makes no sense in it.
 *
 * @publicApi
 */
export class StoreReader {
  /** The folder or file, as an absolute path. */
  readonly path: string;
  private readonly options: StoreReaderOptions;
  private readonly seams: ReaderSeams;
  private runner: QueryRunner | undefined = undefined;
  private isClosed = false;

  /**
   * Opens nothing yet: the first query does.
   *
   * @param path the folder of the store, or the file of its database.
   * @throws InvalidStoreOptionsError with everything that makes no sense.
   */
  constructor(path: string, options?: Partial<StoreReaderOptions>);
  /** With the thread's program replaced for tests. @internal */
  constructor(
    path: string,
    options: Partial<StoreReaderOptions>,
    seams: Partial<ReaderSeams>,
  );
  constructor(
    path: string,
    options: Partial<StoreReaderOptions> = {},
    seams: Partial<ReaderSeams> = {},
  ) {
    this.options = resolveReaderOptions(path, options);
    this.path = resolve(path);
    this.seams = {
      program: new URL('./reader.worker.js', import.meta.url),
      isExpected: false,
      ...seams,
    };
  }

  /** How much of each experiment is recorded, by name. */
  async experiments(): Promise<ExperimentStats[]> {
    return this.run('experiments()', 'experiments', undefined);
  }

  /**
   * How each config of an experiment has done, in the order in which they were first
   * seen; empty for an experiment that is not known. It is read from figures that are
   * added up as branches arrive, so that it takes the same time however many there are.
   */
  async configs(
    experiment: string,
    query: ConfigsQuery = {},
  ): Promise<ConfigStats[]> {
    checkQuery('configs()', query, CONFIGS_QUERY);
    return this.run('configs()', 'configs', configsTask(experiment, query));
  }

  /**
   * One page of branches. Going on with `next` as the `cursor` gives each branch once,
   * in order, whatever arrives meanwhile.
   */
  async branches(query: BranchQuery = {}): Promise<BranchPage> {
    checkQuery('branches()', query, BRANCH_QUERY);
    return this.run('branches()', 'branches', pageTask(query));
  }

  /**
   * One branch, with its parent and the tree of those that were started in its method;
   * undefined when there is none of this id (any more).
   *
   * @param options `payload`: whether to read arguments, output and error; by default it does.
   */
  async branch(
    id: string,
    options: { readonly payload?: boolean } = {},
  ): Promise<BranchDetails | undefined> {
    checkQuery('branch()', options, BRANCH_OPTIONS);
    return this.run('branch()', 'branch', branchTask(id, options));
  }

  /**
   * Branches as they arrive in the database, each once, in the order of arrival. It
   * reads on when the caller has taken what there was, so that a slow caller makes
   * nothing pile up; it waits for a database that is not there yet, and ends when the
   * reader is closed.
   *
   * ```ts
   * for await (const branch of reader.tail({ filter: { status: 'failed' } })) show(branch);
   * ```
   *
   * @throws InvalidQueryError at once.
   */
  tail(query: TailQuery = {}): AsyncGenerator<StoredBranch, void> {
    checkQuery('tail()', query, TAIL_QUERY);
    const { first, pollMs, signal } = tailTask(query);
    return follow((task) => this.run('tail()', 'arrivals', task), first, {
      pollMs,
      signal,
      isStopped: () => this.isClosed || signal?.aborted === true,
    });
  }

  /** Ends the thread; queries that have not ended are rejected. Can be called again. */
  async close(): Promise<void> {
    this.isClosed = true;
    const { runner } = this;
    this.runner = undefined;
    await runner?.close();
  }

  /** Nest calls it when the application ends. @internal */
  onModuleDestroy(): Promise<void> {
    return this.close();
  }

  private async run<N extends QueryName>(
    call: string,
    name: N,
    task: QueryTask<N>,
  ): Promise<QueryResult<N>> {
    if (this.isClosed)
      throw new StoreReadError(this.path, 'The reader is closed.');
    try {
      return await (this.runner ??= this.start()).run(name, task);
    } catch (error) {
      if (error instanceof QueryFault)
        throw errorOf(call, this.path, error.fault);
      throw error;
    }
  }

  private start(): QueryRunner {
    const { mode, timeoutMs, driver: name } = this.options;
    const { driver, reasons, shortage } = findDriver(name);
    if (driver === undefined)
      throw shortage === undefined
        ? new NoSqliteDriverError(reasons)
        : new StoreReadError(
            this.path,
            `${reasons.join('; ')}. ${remedyFor(shortage)}`,
          );
    const file = { path: this.path, isExpected: this.seams.isExpected };
    return mode === 'inline'
      ? new InlineRunner(driver, file)
      : new ThreadRunner(
          { file, driver: driver.name },
          this.seams.program,
          timeoutMs,
        );
  }
}
