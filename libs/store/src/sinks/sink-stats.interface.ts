/**
 * `delivering`: all is well. `failing`: the backend does not take records; they wait
 * in the journal. `elsewhere`: another process delivers for the folder. `closed`: not
 * opened yet, or closed.
 *
 * @publicApi
 */
export type SinkState = 'delivering' | 'failing' | 'elsewhere' | 'closed';

/** The account of one sink, in records, since it was opened. @publicApi */
export interface SinkStats {
  readonly name: string;
  readonly state: SinkState;
  /** Taken by the backend; counted again when delivered again. */
  readonly delivered: number;
  /** Attempts after a first one. */
  readonly retries: number;
  /** Calls that took longer than `callTimeoutMs`. */
  readonly timeouts: number;
  /** Put to the dead letters, since they failed while others passed. */
  readonly deadLettered: number;
  /** Dead letters that are there, of earlier processes too. */
  readonly deadLetters: number;
  /** Dead letters that were deleted, since there were more than `deadLetterBytes`. */
  readonly deadLettersLost: number;
  /** Deleted from the journal before they were read, since it held more than `maxBytes`; or by somebody, where each segment counts as one. */
  readonly missed: number;
  /** Left out, since the journal is damaged there. */
  readonly unreadable: number;
  /** How much of the journal is still to be read, in bytes. */
  readonly behindBytes: number;
  /** For how long there has been something to be read, in milliseconds. */
  readonly behindMs: number;
  /** What the backend said last, while it fails. */
  readonly problem?: string;
}
