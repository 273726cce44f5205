/** A call of a backend did not settle in time. @internal */
export class CallTimeoutError extends Error {
  override readonly name = 'CallTimeoutError';

  constructor(ms: number) {
    super(`the call took longer than ${ms} ms`);
  }
}
