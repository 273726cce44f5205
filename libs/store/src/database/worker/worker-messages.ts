import type { SqlDriverName } from '../driver/sql-connection.interface.js';

/** What the worker is started with. @internal */
export interface WorkerTask {
  /** Of the journals. */
  readonly folder: string;
  /** The database file. */
  readonly path: string;
  readonly driver: SqlDriverName;
  readonly pollMs: number;
  readonly maxAgeMs: number;
  readonly maxBytes: number;
  /** What the one before it found damaged: to be moved aside before anything is opened. */
  readonly damage?: Damage | undefined;
}

/** What the application's thread asks of the worker. @internal */
export type WorkerRequest =
  | { readonly type: 'catch-up'; readonly id: number }
  | { readonly type: 'rebuild'; readonly id: number }
  | { readonly type: 'stop'; readonly deadlineMs: number };

/** What a worker has done since its start. @internal */
export interface WorkerCounts {
  readonly added: number;
  readonly known: number;
  readonly refused: number;
  readonly unreadable: number;
  readonly missed: number;
  readonly expired: number;
  readonly setAside: number;
  readonly generation: number;
}

/** How the worker is doing. @internal */
export interface WorkerReport {
  readonly state: 'starting' | 'following' | 'standby';
  readonly counts: WorkerCounts;
  readonly behindBytes: number;
}

/** Why a worker has ended that was not stopped. @internal */
export interface WorkerFault {
  readonly code: string;
  /** What happened, what it means, what to do. */
  readonly message: string;
  /** The file, where it is of no use any more. */
  readonly damage: Damage | undefined;
  /** Whether it stays until people do something about it. */
  readonly isLasting: boolean;
}

/** A damaged file. @internal */
export interface Damage {
  readonly code: string;
  /** Which file, since another process may have put a sound one in its place. */
  readonly inode: number;
}

/** What the worker tells. @internal */
export type WorkerMessage =
  | { readonly type: 'report'; readonly report: WorkerReport }
  | { readonly type: 'warn'; readonly message: string }
  | { readonly type: 'fault'; readonly fault: WorkerFault }
  | { readonly type: 'done'; readonly id: number; readonly branches: number }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
