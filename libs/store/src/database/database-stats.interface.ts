import type { SqlDriverName } from './driver/sql-connection.interface.js';

/**
 * `starting` until the thread has told of itself; `following` while it writes;
 * `standby` while another process writes to the same database; `waiting` while a
 * fault keeps it from writing; `stopped` before the start and after the stop.
 *
 * @publicApi
 */
export type DatabaseState =
  'stopped' | 'starting' | 'following' | 'standby' | 'waiting';

/** How a database is doing; counts are since the start. @publicApi */
export interface DatabaseStats {
  readonly state: DatabaseState;
  /** The library that brings SQLite. */
  readonly driver: SqlDriverName | undefined;
  /** What keeps it from writing, while it is `waiting`; or why it is `stopped`, where it could not be started. */
  readonly fault: string | undefined;
  /** Branches that were written. */
  readonly added: number;
  /** Branches that were read again and were there already. */
  readonly known: number;
  /** Records that were left out, altered or of another version. */
  readonly refused: number;
  /** Lines of the journal that were left out, since they are damaged. */
  readonly unreadable: number;
  /** Segments of the journal that were deleted before they were read. */
  readonly missed: number;
  /** Branches that were deleted, too old or too many. */
  readonly expired: number;
  /** Damaged files that were moved aside. */
  readonly setAside: number;
  /** How many bytes of the journals are not in the database yet. */
  readonly behindBytes: number;
  /** How often the thread has ended by itself or could not be started, and was started again. */
  readonly restarts: number;
  /** Changes when another file is at the path: those who read it have to open it again. */
  readonly generation: number;
}
