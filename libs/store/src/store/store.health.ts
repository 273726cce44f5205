import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { BranchRecorder } from 'nestjs-spearmint';
import type { SinkStats } from '../sinks/sink-stats.interface.js';
import { BranchStore } from './branch-store.js';
import { type StoreReport, storeReport } from './store-report.js';

/** How a sink is, for a probe. @publicApi */
export type SinkHealth = Pick<
  SinkStats,
  'state' | 'behindBytes' | 'behindMs' | 'deadLetters' | 'missed' | 'problem'
>;

/** The health of a store under a key, as `@nestjs/terminus` takes it. @publicApi */
export type StoreHealthResult<K extends string> = Record<
  K,
  {
    readonly status: 'up' | 'down';
    /** Why nothing can be recorded. */
    readonly problem?: string;
    readonly sinks: Readonly<Record<string, SinkHealth>>;
  }
>;

/**
 * How the store is, in the shape that `@nestjs/terminus` takes from an indicator. `down`
 * only while branches cannot be written to the journal: a sink that is down loses
 * nothing, and a restart would help nobody.
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
    const { problem, sinks } = this.store.stats();
    const result: StoreHealthResult<string>[string] = {
      status: problem === undefined ? 'up' : 'down',
      ...(problem === undefined ? {} : { problem }),
      sinks: Object.fromEntries(
        sinks.map((sink) => [sink.name, healthOf(sink)]),
      ),
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
