import type { LoggerBackend } from './logger-backend.js';

/** What the contract needs of a test runner; those of jest and vitest fit. @publicApi */
export interface ContractHarness {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => Promise<void>) => unknown;
  readonly expect: (actual: unknown) => {
    toEqual(expected: unknown): unknown;
  };
}

/** A branch as read back from a backend. @publicApi */
export interface RecordedBranch {
  readonly configId: string;
  readonly status?: string;
  readonly durationMs?: number;
  readonly output?: unknown;
  readonly error?: { readonly type: string; readonly message: string };
}

/** What a backend may keep of a branch beside its config id. @publicApi */
export type KeptField = 'status' | 'durationMs' | 'output' | 'error';

/** A backend, and what the contract may check of it. @publicApi */
export interface BackendUnderTest {
  readonly backend: LoggerBackend;
  /** Reads back what was recorded, in order of recording. Left out for a backend that keeps nothing. */
  recorded?(): readonly RecordedBranch[] | Promise<readonly RecordedBranch[]>;
  /**
   * What can be read back beside the config's id.
   * @default all
   */
  readonly keeps?: readonly KeptField[];
  /**
   * How long it may take for some tens of branches, in milliseconds; the test runner has to wait as long.
   * @default 4000
   */
  readonly deadlineMs?: number;
  /** Removes what the backend has left behind. */
  dispose?(): void | Promise<void>;
}
