import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { BranchRecorder } from 'nestjs-spearmint';
import type { DatabaseStats } from '../database/database-stats.interface.js';
import type { SinkStats } from '../sinks/sink-stats.interface.js';
import { BranchStore } from './branch-store.js';
import { type StoreReport, storeReport } from './store-report.js';

/** How a sink is, for a probe. @publicApi */
export type SinkHealth = Pick<
  SinkStats,
  'state' | 'behindBytes' | 'behindMs' | 'deadLetters' | 'missed' | 'problem'
>;

/** How the database is, for a probe. @publicApi */
export type DatabaseHealth = Pick<
  DatabaseStats,
  'state' | 'behindBytes' | 'fault'
>;

/** The health of a store under a key, as `@nestjs/terminus` takes it. @publicApi */
export type StoreHealthResult<K extends string> = Record<
  K,
  {
    readonly status: 'up' | 'down';
    /** Why nothing can be recorded. */
    readonly problem?: string;
    readonly sinks: Readonly<Record<string, SinkHealth>>;
    readonly database?: DatabaseHealth;
  }
>;

/**
 * How the store is, in the shape that `@nestjs/terminus` takes from an indicator. `down`
 * only while branches cannot be written to the journal: a sink that is down loses
 * nothing, nor does a database, and a restart would help nobody.
 *
 * @publicApi
 */
@Injectable()
export class StoreHealth {
  /** @internal */
  constructor(
    private readonly store: BranchStore,
    private readonly moduleRef: ModuleRef,
  ) {}

  check<K extends string = 'store'>(
    key: K = 'store' as K,
  ): StoreHealthResult<K> {
    const { problem, sinks, database } = this.store.stats();
    const result: StoreHealthResult<string>[string] = {
      status: problem === undefined ? 'up' : 'down',
      ...(problem === undefined ? {} : { problem }),
      sinks: Object.fromEntries(
        sinks.map((sink) => [sink.name, healthOf(sink)]),
      ),
      ...(database && { database: databaseHealth(database) }),
    };
    return { [key]: result } as StoreHealthResult<K>;
  }

  /** What became of the branches of this application, from their end to the last sink. */
  stats(): StoreReport {
    return storeReport(this.store.stats(), this.recorder()?.stats());
  }

  /** None where the store is used without `SpearmintModule`. */
  private recorder(): BranchRecorder | undefined {
    try {
      return this.moduleRef.get(BranchRecorder, { strict: false });
    } catch {
      return undefined;
    }
  }
}

function databaseHealth(stats: DatabaseStats): DatabaseHealth {
  const { state, behindBytes, fault } = stats;
  return { state, behindBytes, fault };
}

function healthOf(sink: SinkStats): SinkHealth {
  const { state, behindBytes, behindMs, deadLetters, missed, problem } = sink;
  return {
    state,
    behindBytes,
    behindMs,
    deadLetters,
    missed,
    ...(problem === undefined ? {} : { problem }),
  };
}
