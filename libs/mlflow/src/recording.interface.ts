import type { BranchRecord } from 'nestjs-spearmint';

/** How branches become runs. @internal */
export interface Recording {
  record(records: readonly BranchRecord[]): Promise<void>;
  runIdOf(branchId: string): string | undefined;
  flush(): Promise<void>;
  close?(): Promise<void>;
}
