import type { RecorderStats } from 'nestjs-spearmint';
import type { StoreStats } from './store-stats.interface.js';

/** Branches that are not in the journal, by reason. @publicApi */
export interface StoreDrops {
  /** A queue in front of the journal was full. */
  readonly queueFull: number;
  /** The journal could not write them, in all attempts. */
  readonly failed: number;
  /** The same, while the recorder left the journal alone. */
  readonly breakerOpen: number;
  /** They came when the application had closed, or closed before they were written. */
  readonly closed: number;
}

/** What became of an application's branches. @publicApi */
export interface StoreReport extends StoreStats {
  /** Branches that are in the journal. */
  readonly recorded: number;
  /** Values that were masked, as a whole or in part. A config counts once. */
  readonly masked: number;
  /** Values that were cut to `capture.maxBytes`, and records to `maxRecordBytes`. */
  readonly truncated: number;
  readonly dropped: StoreDrops;
}

/** @internal */
export function storeReport(
  stats: StoreStats,
  recorder: RecorderStats | undefined,
): StoreReport {
  const own = recorder?.backends.find(({ name }) => name === 'BranchStore');
  const count = (reason: keyof StoreDrops): number => own?.dropped[reason] ?? 0;
  const early = recorder?.dropped;
  return {
    ...stats,
    recorded: stats.journal.recorded,
    masked: recorder?.masked ?? 0,
    truncated: (recorder?.truncated ?? 0) + stats.journal.truncated,
    dropped: {
      queueFull: (early?.queueFull ?? 0) + count('queueFull'),
      failed: count('failed'),
      breakerOpen: count('breakerOpen'),
      closed: (early?.closed ?? 0) + count('closed'),
    },
  };
}
