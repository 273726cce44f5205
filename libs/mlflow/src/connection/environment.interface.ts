/** What is read of the process around the backend. @internal */
export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of `~/.mlflow/credentials`, if there is one. */
  readonly credentials: () => string | undefined;
}
