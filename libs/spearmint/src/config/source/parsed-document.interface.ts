import type { ConfigIssue } from '../config-issue.interface.js';
import type { ConfigPath } from '../config-path.js';
import type { FilePosition } from '../origin.interface.js';

/** @internal */
export interface ParsedDocument {
  readonly value: unknown;
  /** Whether the value is sound and frozen as it was read. */
  readonly isSnapshot?: boolean;
  locate(path: ConfigPath): FilePosition | undefined;
}

/** @internal */
export type Parsed =
  | { readonly documents: readonly ParsedDocument[] }
  | { readonly issues: readonly Omit<ConfigIssue, 'origin'>[] };
