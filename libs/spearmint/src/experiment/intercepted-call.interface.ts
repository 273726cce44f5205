/**
 * One call of a decorated method, ready to run. The decorated method itself runs
 * the body of a direct one, between {@link enter} and {@link returned} or {@link threw}.
 *
 * @publicApi
 */
export interface InterceptedCall {
  /** Whether the body runs once, as one branch; else the call is to {@link proceed}. */
  readonly isDirect: boolean;
  /** Begins the branch; gives what the body is called with. */
  enter(): readonly unknown[];
  /** The body has returned; gives what the caller gets. */
  returned(result: unknown): unknown;
  /** The body, or {@link enter}, has thrown at once; gives what the caller gets. */
  threw(thrown: unknown): unknown;
  /** Runs the call in any other way; gives what the caller gets. */
  proceed(): unknown;
}
