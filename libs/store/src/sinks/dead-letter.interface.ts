import type { BranchRecord } from 'nestjs-spearmint';

/** A record that a backend did not take while it took others; a line of JSON each. @publicApi */
export interface DeadLetter {
  /** When it was given up, as ISO text. */
  readonly at: string;
  /** What the backend said, in one line, without credentials. */
  readonly error: string;
  /** How often it was tried alone. */
  readonly tries: number;
  readonly branch: BranchRecord;
  /** The fields of the record that were cut in the journal. */
  readonly truncated?: readonly string[];
}
