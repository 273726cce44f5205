import type { SecretValue } from '../value/secret-value.js';

/** @internal */
export type TextRead =
  | { readonly text: string }
  | { readonly problem: string; readonly hint?: string };

/** What a config can refer to outside itself. @internal */
export interface References {
  env(name: string): string | undefined;
  secret(name: string): SecretValue | undefined;
  /** @param from the file that the path was written in. */
  text(path: string, from: string | undefined): TextRead;
}
