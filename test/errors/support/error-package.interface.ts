/** For each code, something that a user does and gets the error. */
export type Examples = Readonly<Record<string, () => unknown>>;

/** A package of `libs/` whose errors are in the page. */
export interface ErrorPackage {
  /** Its folder in `libs/`. */
  readonly folder: string;
  readonly name: string;
  /** What it exports; nothing where it is a program. */
  readonly exports: object | undefined;
  readonly examples: Examples;
  /** What stands above its errors in the page. */
  readonly intro: string;
}
