import type { ConfigPath } from '../config-path.js';

/** @internal */
export interface ModelProblem {
  readonly path: ConfigPath;
  readonly message: string;
  readonly hint?: string;
}

/** @internal */
export type Verdict<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly ModelProblem[] };

/**
 * The port between configurations and a validation library.
 *
 * @internal
 */
export interface ModelValidator<T = unknown> {
  /** What is wrong with the model itself; its checks mean nothing until that is mended. */
  inspect(): readonly ModelProblem[];
  validate(value: unknown): Promise<Verdict<T>>;
  /** Refuses what can only be decided asynchronously. */
  validateSync(value: unknown): Verdict<T>;
}
