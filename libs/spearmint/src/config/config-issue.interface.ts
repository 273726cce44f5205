/**
 * One thing that is wrong with a configuration source.
 *
 * @publicApi
 */
export interface ConfigIssue {
  /** What kind of problem, for programs: `E_YAML`, `E_VALIDATION`, `E_ID_CONFLICT`, ... */
  readonly code: `E_${string}`;
  /** Absolute or base-relative file, or the place in the options (`configs[1]`). */
  readonly origin: string;
  /** One-based line in the file, where known. */
  readonly line?: number;
  /** One-based column in the file, where known. */
  readonly column?: number;
  /** Dotted path inside the configuration, `''` for its root. */
  readonly path: string;
  /** What is wrong. Never holds a secret nor a neighbouring source line. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}
