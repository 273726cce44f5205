/**
 * The part of the Standard Schema specification (version 1) that is needed to
 * validate: zod, valibot, arktype and others implement it.
 *
 * @see https://standardschema.dev
 * @publicApi
 */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (
      value: unknown,
    ) => StandardSchemaResult<Output> | Promise<StandardSchemaResult<Output>>;
    readonly types?:
      { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/** What a Standard Schema makes of a value. @publicApi */
export type StandardSchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardSchemaIssue[] };

/** What a Standard Schema says is wrong with a value. @publicApi */
export interface StandardSchemaIssue {
  readonly message: string;
  readonly path?:
    readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
