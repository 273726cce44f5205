/** Where the server is, and the way in. What is secret shows in no log and no `inspect`. @internal */
export class Connection {
  readonly #authorization: string | undefined;

  constructor(
    /** Without user, query and a slash at the end. */
    readonly baseUrl: string,
    authorization: string | undefined,
  ) {
    this.#authorization = authorization;
  }

  get headers(): Record<string, string> {
    return this.#authorization === undefined
      ? {}
      : { authorization: this.#authorization };
  }
}
