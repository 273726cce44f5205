import type { StoredBranch } from './stored-branch.interface.js';
import type { StoredConfig } from './stored-config.interface.js';

/** A page of branches. @publicApi */
export interface BranchPage {
  readonly branches: readonly StoredBranch[];
  /** The configs of these branches, each once. */
  readonly configs: readonly StoredConfig[];
  /** The `cursor` of the next page; undefined when this is the last one. */
  readonly next: string | undefined;
  /** How many branches there are on all pages, where `total` asked for it. */
  readonly total?: number;
}
