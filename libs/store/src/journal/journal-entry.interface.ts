import type { BranchRecord } from 'nestjs-spearmint';

/** What a journal holds of a branch. @publicApi */
export interface JournalEntry {
  readonly record: BranchRecord;
  /**
   * The fields of the record that were cut, since it was too large. A config or an
   * output is `{ $truncated: bytes, head: 'its JSON, as far as it fits' }` then, texts
   * end with `[truncated]`, and scores and attempts are left out.
   */
  readonly truncated: readonly (keyof BranchRecord)[];
}
