/** Arguments that are ready to be recorded. @internal */
export class CapturedArgs {
  constructor(
    readonly values: readonly unknown[],
    /** Where they were cut. */
    readonly truncated: readonly string[],
  ) {}
}
